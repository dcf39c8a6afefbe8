import { TensorError } from './errors.ts';
import { isTensor } from './tensor.ts';

/**
 * What an author's function returned, if it is a record at all.
 * @param name of the function, as the message calls it: `memory registers: step`.
 * @param expected what it has to return: `{ state, reading }`.
 * @throws TensorError for nothing, a promise, or a tensor in the place of a record of them.
 */
export function checkReturned<T extends object>(name: string, result: T, expected: string): T {
  const given: unknown = result;
  const fail = (what: string): never => {
    throw new TensorError(`${name} returned ${what}; it must return ${expected}`);
  };
  if (given === undefined || given === null) return fail(given === null ? 'null' : 'nothing');
  if (typeof given !== 'object') return fail(`a ${typeof given}`);
  if (isTensor(given)) return fail('a tensor alone');
  if (typeof (given as PromiseLike<unknown>).then === 'function') {
    // What goes wrong in it later is not what has to be reported.
    (given as PromiseLike<unknown>).then(undefined, () => {});
    return fail('a promise: it is traced once and at once, so it cannot be async');
  }
  return result;
}
