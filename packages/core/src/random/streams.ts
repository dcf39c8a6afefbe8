import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A source of random numbers. Every draw changes its state; the state can be stored and restored. */
export interface RandomStream {
  /** Uniform on [0, 1), 53 random bits. */
  uniform(): number;
  /** Uniform on 0, …, bound − 1. @throws RangeError when there is no such number. */
  integer(bound: number): number;
  /** The items in random order, as a new array (Fisher & Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** What `restoreStream` continues from. */
  state(): readonly number[];
}

/**
 * The stream of a seed and a name, such as `randomStream(7, 'data')`. Streams of different names are independent, so that
 * drawing more from one (other data) changes nothing in another (the initial parameters).
 */
export function randomStream(seed: number | string, name: string): RandomStream {
  // A hash, because seeds 1, 2, 3, … and similar names must give unrelated states.
  const digest = sha256(utf8ToBytes(JSON.stringify([String(seed), name])));
  const words = new DataView(digest.buffer, digest.byteOffset, 16);
  return restoreStream([0, 4, 8, 12].map((offset) => words.getInt32(offset)));
}

/** The stream that continues from a stored state. */
export function restoreStream(state: readonly number[]): RandomStream {
  const generator = xoroshiro128plusFromState(state);
  const stream: RandomStream = {
    uniform: () => uniformFloat64(generator),
    integer(bound) {
      if (!Number.isSafeInteger(bound) || bound < 1)
        throw new RangeError(`a bound is a positive integer, not ${bound}`);
      return uniformInt(generator, 0, bound - 1);
    },
    shuffle(items) {
      const result = [...items];
      for (let last = result.length - 1; last > 0; last--) {
        const other = stream.integer(last + 1);
        [result[last], result[other]] = [result[other] as never, result[last] as never];
      }
      return result;
    },
    state: () => generator.getState(),
  };
  return stream;
}
