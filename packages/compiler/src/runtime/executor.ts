import {
  type Execution,
  type Executor,
  formatName,
  type HostProducts,
  type NumberFormat,
  type PrepareOptions,
  type Recurrence,
} from '@pushdown/tensors';
import { CompileError } from '../errors.ts';
import type { Passes } from '../passes/passes.ts';
import { chooseRounding } from '../passes/rounding.ts';
import { prepareExecution } from './execution.ts';
import { hasRelaxedSimd } from './features.ts';

/** Options of `compiledExecutor`. */
export interface CompiledExecutorOptions {
  /**
   * The format of numbers: `float32` (by default), or one of those that hold some of the float32 numbers only, `bfloat16`,
   * `float16`, 1 to 23 mantissa bits with float32's exponents, and fixed point of at most 24 bits.
   */
  readonly format?: NumberFormat | undefined;
  /**
   * What is rounded to the format: the result of every operation, forward only, or only what later steps read: the carried
   * state and the entries of history tables. Sums inside one operation are float32 and rounded once, and so is the rest.
   * `everything` by default.
   */
  readonly rounded?: 'everything' | 'carry' | undefined;
  /** Passes to leave out; all run without it. */
  readonly passes?: Partial<Passes> | undefined;
  /**
   * Multiplies and adds in one instruction, rounding once. Faster, but results may differ in the last bits between
   * machines, and so from published seeds; off by default.
   */
  readonly relaxedSimd?: boolean | undefined;
  /**
   * What multiplies large matrices that wait for no step, such as those of a classifier of many words; compiled code
   * multiplies them itself without it.
   */
  readonly products?: HostProducts | undefined;
  /**
   * What memory holds before anything is written to it; undefined: whatever a run before left there. With NaN, a test sees
   * whether something is read that was never written.
   */
  readonly unwritten?: number | undefined;
}

/**
 * Runs recurrences as WebAssembly that is made for each of them, in float32, or in a format with fewer bits.
 * @throws CompileError if relaxed SIMD is asked for where the runtime does not have it, or for a format that is not within
 *   float32; TensorError for one that does not exist.
 */
export function compiledExecutor(options: CompiledExecutorOptions = {}): Executor {
  const { format, rounded, ...settings } = options;
  const rounding = chooseRounding(format, rounded);
  if (options.relaxedSimd === true && !hasRelaxedSimd()) {
    throw new CompileError(
      'this runtime has no relaxed SIMD: use Node 22 or newer, run Node 20 with --experimental-wasm-relaxed-simd, or leave relaxedSimd out',
    );
  }
  const { products } = options;
  const base = products === undefined ? 'compiled' : `compiled-${products.name}`;
  const name =
    rounding === undefined
      ? base
      : `${base} (${formatName(rounding.format)}${rounding.rounded === 'carry' ? ', carry only' : ''})`;
  return {
    name,
    precision: 'float32',
    ...(products?.load === undefined ? {} : { load: () => (products.load as () => Promise<void>)() }),
    prepare: (recurrence: Recurrence, prepareOptions: PrepareOptions = {}): Execution =>
      prepareExecution(name, recurrence, prepareOptions, { ...settings, rounding }),
  };
}
