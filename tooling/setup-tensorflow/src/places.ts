import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './errors.ts';

/** Of the repository, from `dist` of this package. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The N-API version that tfjs-node 4.22 looks for on every Node that this repository supports. */
export const napiVersion = 8;

/** @throws SetupError when dependencies are not installed. */
export function tfjsNodeFolder(): string {
  try {
    const manifest = createRequire(join(root, 'packages/tensorflow/package.json')).resolve(
      '@tensorflow/tfjs-node/package.json',
    );
    return dirname(realpathSync(manifest));
  } catch {
    throw new SetupError('@tensorflow/tfjs-node is not installed: run "pnpm install" first');
  }
}

/** Where native libraries are kept between checkouts; half a gigabyte is not downloaded twice. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base =
    environment.XDG_CACHE_HOME ??
    (process.platform === 'win32' ? environment.LOCALAPPDATA : undefined) ??
    join(homedir(), '.cache');
  return join(base, 'pushdown');
}
