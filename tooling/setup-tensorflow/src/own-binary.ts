import { lookup } from 'node:dns/promises';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindingOf } from './check.ts';
import { SetupError } from './errors.ts';
import { napiVersion } from './places.ts';
import { lastLine, run } from './run.ts';
import { makeOnce } from './staging.ts';

const host = 'storage.googleapis.com';

/**
 * Installs tfjs-node with its own script, which downloads its native library, in a folder of the cache: the script changes
 * files of its package, which pnpm shares between checkouts.
 *
 * @returns the folder with the native parts.
 * @throws SetupError when it cannot be downloaded.
 */
export async function ownBinary(cache: string, version: string): Promise<string> {
  const elsewhere = Object.keys(process.env).some((name) => /TFJS_NODE_(CDN_STORAGE|BASE_URI)$/i.test(name));
  if (!elsewhere) {
    await lookup(host).catch(() => {
      throw new SetupError(`${host}, which has the binaries of tfjs-node, cannot be reached`);
    });
  }
  const folder = await makeOnce(join(cache, `tfjs-node-${version}-${process.platform}-${process.arch}`), (staging) => {
    writeFileSync(join(staging, 'package.json'), '{ "name": "pushdown-tfjs-node", "private": true }\n');
    const args = ['install', `@tensorflow/tfjs-node@${version}`, '--no-audit', '--no-fund', '--loglevel=error'];
    const { succeeded, text } = run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
      cwd: staging,
      seconds: 240,
    });
    if (!succeeded) throw new SetupError(`its own installation failed (${lastLine(text)})`);
    if (!existsSync(bindingOf(packageFolder(staging), napiVersion)))
      throw new SetupError('its own installation left no native library');
  });
  return packageFolder(folder);
}

function packageFolder(folder: string): string {
  return join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
}
