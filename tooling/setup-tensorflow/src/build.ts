import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindingOf } from './check.ts';
import { SetupError } from './errors.ts';
import { napiVersion } from './places.ts';
import { lastLine, run } from './run.ts';
import { makeOnce } from './staging.ts';
import { downloadLibrary, wheel } from './wheel.ts';

/** Names under which the linker and tfjs-node look for the two libraries. */
const aliases = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2.9.1': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
} as const;

/**
 * Builds the binding of tfjs-node against TensorFlow's library from its Python package.
 *
 * @param folder of tfjs-node, whose sources are copied.
 * @returns a folder of the cache with the native parts.
 * @throws SetupError that says what is missing.
 */
export async function buildBinding(cache: string, folder: string, version: string): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError(`the binding is built on Linux on x64 only, and this is ${process.platform}-${process.arch}`);
  for (const [command, ...args] of [
    ['python3', '-m', 'pip', '--version'],
    ['g++', '--version'],
    ['make', '--version'],
  ] as const) {
    if (!run(command, args, { seconds: 30 }).succeeded)
      throw new SetupError(`"${[command, ...args].join(' ')}" does not work; Python with pip, g++ and make are needed`);
  }
  const library = await libraryFolder(cache);
  return makeOnce(join(cache, `tfjs-node-${version}-tensorflow-${wheel.version}-linux-x64`), (staging) => {
    for (const name of ['binding', 'binding.gyp', 'package.json'])
      cpSync(join(folder, name), join(staging, name), { recursive: true });
    mkdirSync(join(staging, 'deps'));
    // Absolute, because the folder gets its final name only when it is whole.
    for (const name of ['include', 'lib']) symlinkSync(join(library, name), join(staging, 'deps', name));
    const { succeeded, text } = run(process.execPath, [nodeGyp(), 'rebuild', ...gypOptions()], {
      cwd: staging,
      seconds: 240,
    });
    if (!succeeded || !existsSync(bindingOf(staging, napiVersion))) {
      const error = text.split('\n').find((line) => /error/i.test(line)) ?? lastLine(text);
      throw new SetupError(`node-gyp could not build the binding (${error.trim()})`);
    }
    rmSync(join(staging, 'build'), { recursive: true });
  });
}

/** TensorFlow's library and headers, downloaded once. */
function libraryFolder(cache: string): Promise<string> {
  return makeOnce(join(cache, `libtensorflow-${wheel.version}-linux-x64`), async (staging) => {
    await downloadLibrary(staging);
    for (const [alias, name] of Object.entries(aliases)) symlinkSync(name, join(staging, 'lib', alias));
  });
}

function nodeGyp(): string {
  return createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
}

/** Headers of this very Node where they are installed; else node-gyp downloads them. */
function gypOptions(): string[] {
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include', 'node', 'node_version.h')) ? [`--nodedir=${prefix}`] : [];
  const defines = [
    `napi_build_version=${napiVersion}`,
    'module_name=tfjs_binding',
    `module_path=./lib/napi-v${napiVersion}`,
  ];
  return [...headers, '--', ...defines.map((define) => `-D${define}`)];
}
