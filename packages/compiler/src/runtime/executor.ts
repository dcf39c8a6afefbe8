import type { Execution, Executor, PrepareOptions, Recurrence } from '@pushdown/tensors';
import { CompileError } from '../errors.ts';
import type { Passes } from '../passes/passes.ts';
import { prepareExecution } from './execution.ts';
import { hasRelaxedSimd } from './features.ts';

export interface CompiledExecutorOptions {
  /** Passes to leave out; all run without it. */
  readonly passes?: Partial<Passes> | undefined;
  /**
   * Multiplies and adds in one instruction, rounding once. Faster, but results may differ in the last bits between
   * machines, and so from published seeds; off by default.
   */
  readonly relaxedSimd?: boolean | undefined;
  /**
   * What memory holds before anything is written to it; undefined: whatever a run before left there. With NaN, a test sees
   * whether something is read that was never written.
   */
  readonly unwritten?: number | undefined;
}

/**
 * Runs recurrences as WebAssembly that is made for each of them, in float32.
 * @throws CompileError if relaxed SIMD is asked for where the runtime does not have it.
 */
export function compiledExecutor(options: CompiledExecutorOptions = {}): Executor {
  if (options.relaxedSimd === true && !hasRelaxedSimd()) {
    throw new CompileError(
      'this runtime has no relaxed SIMD: use Node 22 or newer, run Node 20 with --experimental-wasm-relaxed-simd, or leave relaxedSimd out',
    );
  }
  return {
    name: 'compiled',
    precision: 'float32',
    prepare: (recurrence: Recurrence, prepareOptions: PrepareOptions = {}): Execution =>
      prepareExecution('compiled', recurrence, prepareOptions, options),
  };
}
