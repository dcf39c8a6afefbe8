import type { FunctionBuilder } from '../../src/assembler/index.ts';
import { compile } from './compile.ts';
import { ulpsBetween } from './ulps.ts';

/** The largest error found, and the argument where. */
export interface WorstError {
  readonly ulps: number;
  readonly at: number;
}

const chunk = 1 << 16;

/** Compares a compiled function with a float64 one, at every `stride`-th of all 2³² bit patterns, NaNs included. */
export function worstError(
  emit: (f: FunctionBuilder) => void,
  exact: (x: number) => number,
  stride: number,
): WorstError {
  const { inputs, results, run } = compile(emit, chunk);
  const bits = new Uint32Array(inputs.buffer, 0, chunk);
  let ulps = 0;
  let at = 0;
  for (let start = 0; start < 2 ** 32; start += chunk * stride) {
    for (let index = 0; index < chunk; index += 1) bits[index] = start + index * stride;
    run(1);
    for (let index = 0; index < chunk; index += 1) {
      const error = ulpsBetween(results[index]!, exact(inputs[index]!));
      if (error > ulps) {
        ulps = error;
        at = inputs[index]!;
      }
    }
  }
  return { ulps, at };
}
