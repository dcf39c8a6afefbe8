import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Modules as a file in `folder` would find them: they are not dependencies of this repository. */
export function requireFrom(folder) {
  return createRequire(join(folder, 'peer.cjs'));
}
