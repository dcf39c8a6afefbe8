import { compiledExecutor } from '@pushdown/compiler';
import { train } from './train.ts';

/** Trains with the compiler. @returns the loss of every step. */
export function trainCompiled(strings: readonly (readonly number[])[], steps: number): readonly number[] {
  return train(compiledExecutor(), strings, steps);
}
