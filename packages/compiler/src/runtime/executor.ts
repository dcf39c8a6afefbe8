import type { Execution, Executor, PrepareOptions, Recurrence } from '@pushdown/tensors';
import { prepareExecution } from './execution.ts';

/** Runs recurrences as WebAssembly that is made for each of them, in float32. */
export function compiledExecutor(): Executor {
  return {
    name: 'compiled',
    precision: 'float32',
    prepare: (recurrence: Recurrence, options: PrepareOptions = {}): Execution =>
      prepareExecution('compiled', recurrence, options),
  };
}
