import type { Execution, Executor, PrepareOptions } from '../executor.ts';
import type { Recurrence } from '../recurrence.ts';
import { prepareExecution } from './execution.ts';
import { formatName, type NumberFormat, roundingOf } from './formats.ts';

/** Options of `referenceExecutor`. */
export interface ReferenceOptions {
  /** The format of all numbers; float64 by default. */
  readonly format?: NumberFormat;
  /**
   * What is rounded to the format: the result of every operation, or only what later steps read: the carried state after
   * every step, and the entries of history tables (the rest is float64). Sums inside one operation are always float64 and rounded once. `everything` by default.
   */
  readonly rounded?: 'everything' | 'carry';
}

/**
 * The literal executor: interprets a recurrence one operation at a time. It is the oracle for all others, and the one
 * with a choice of number formats.
 *
 * @throws TensorError when the format does not exist.
 */
export function referenceExecutor(options: ReferenceOptions = {}): Executor {
  const { format = 'float64', rounded = 'everything' } = options;
  const rounding = roundingOf(format);
  const name =
    format === 'float64'
      ? 'reference'
      : `reference (${formatName(format)}${rounded === 'carry' ? ', carry only' : ''})`;
  return {
    name,
    precision: format === 'float32' && rounded === 'everything' ? 'float32' : 'float64',
    prepare(recurrence: Recurrence, prepareOptions: PrepareOptions = {}): Execution {
      return prepareExecution(name, recurrence, prepareOptions, {
        everything: rounded === 'everything' ? rounding : undefined,
        carry: rounding,
      });
    },
  };
}
