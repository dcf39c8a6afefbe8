import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupError } from './errors.ts';
import { lastLine, run } from './run.ts';

/** The Python package with TensorFlow's library and headers. Which Python it is for does not matter: none runs it. */
export const wheel = {
  version: '2.21.0',
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
} as const;

const download = [
  '-m',
  'pip',
  'download',
  `tensorflow-cpu==${wheel.version}`,
  '--no-deps',
  '--only-binary=:all:',
  '--python-version=3.11',
  '--implementation=cp',
  '--abi=cp311',
  '--platform=manylinux_2_27_x86_64',
  '--disable-pip-version-check',
  '--no-cache-dir',
  // An index that does not answer must not hold up who waits for tests.
  '--retries=1',
  '--timeout=20',
  '--quiet',
];

/** Takes from the archive named first, into the folder named second, what the binding of tfjs-node is built from. */
const extract = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
for name in archive.namelist():
    header = name.startswith('tensorflow/include/') and '/' in name and name.split('/')[2] in ('tensorflow', 'tsl', 'xla')
    if name.endswith('.so.2') or (header and ('/c/' in name or '/platform/' in name)):
        archive.extract(name, sys.argv[2])
`;

/**
 * Downloads TensorFlow's library through pip, so that its settings (an index, a proxy, a folder of wheels) count here too.
 * @param folder gets `lib` and `include`.
 * @throws SetupError when it cannot be downloaded or is another file than expected.
 */
export async function downloadLibrary(folder: string): Promise<void> {
  const temporary = join(folder, 'wheel');
  mkdirSync(temporary, { recursive: true });
  try {
    const { succeeded, text } = run('python3', [...download, `--dest=${temporary}`], { seconds: 480 });
    if (!succeeded)
      throw new SetupError(`pip could not download tensorflow-cpu ${wheel.version}, 274 MB (${lastLine(text)})`);
    const path = join(temporary, wheel.file);
    const found = await sha256(path);
    if (found !== wheel.sha256)
      throw new SetupError(`${wheel.file} has the SHA-256 ${found} and not ${wheel.sha256}; it is not used`);
    const extracted = run('python3', ['-c', extract, path, temporary], { seconds: 240 });
    if (!extracted.succeeded)
      throw new SetupError(`${wheel.file} could not be extracted (${lastLine(extracted.text)})`);
    renameSync(join(temporary, 'tensorflow', 'include'), join(folder, 'include'));
    mkdirSync(join(folder, 'lib'));
    for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
      renameSync(join(temporary, 'tensorflow', name), join(folder, 'lib', name));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
