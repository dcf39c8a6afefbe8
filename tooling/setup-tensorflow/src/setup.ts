import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBinding } from './build.ts';
import { check } from './check.ts';
import { SetupError } from './errors.ts';
import { link } from './link.ts';
import { ownBinary } from './own-binary.ts';

/**
 * Makes tfjs-node work: not at all where it works already, else with its own binary, else with one that is built here.
 *
 * @param say gets what happens, one line each.
 * @returns the version of TensorFlow.
 * @throws SetupError in one line when nothing helps. Nothing half-made is left.
 */
export async function setup(folder: string, cache: string, say: (line: string) => void): Promise<string> {
  const before = check(folder);
  if (before.version !== undefined) {
    say(`tfjs-node works already, with TensorFlow ${before.version}`);
    return before.version;
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string };
  const ways: readonly (readonly [string, () => Promise<string>])[] = [
    ['its own binary', () => ownBinary(cache, version)],
    [
      'a binding built against the library of the Python package tensorflow-cpu',
      () => buildBinding(cache, folder, version),
    ],
  ];
  const reasons: string[] = [];
  for (const [name, make] of ways) {
    say(`trying ${name}`);
    try {
      link(folder, await make());
      const { version: works, reason } = check(folder);
      if (works === undefined)
        throw new SetupError(`it is there but does not work (${reason}); remove ${cache} to have it made anew`);
      say(`tfjs-node works, with TensorFlow ${works}`);
      return works;
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      say(`not possible: ${error.message}`);
      reasons.push(error.message);
    }
  }
  throw new SetupError(`tfjs-node cannot be set up here: ${reasons.join('; ')}`);
}
