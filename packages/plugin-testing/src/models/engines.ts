import type { Executor } from '@pushdown/tensors';
import type { Tolerance } from '../suite/close.ts';
import type { ComparedEngine, Invariant } from './model-subject.ts';

/** What suites of memories and controllers take. */
export interface ModelSuiteOptions {
  /** Engines that must compute what the reference computes, such as `compiledExecutor()`. */
  readonly engines?: readonly Executor[];
  /** How far engines may be from the reference; by default what their precision allows. */
  readonly tolerance?: Tolerance;
  /** What the author promises of every step. */
  readonly invariants?: readonly Invariant[];
}

/** Far above the rounding errors of a dozen steps, and far below what a mistake changes. */
export const defaultTolerances: Readonly<Record<Executor['precision'], Tolerance>> = {
  float32: { relative: 2e-4, absolute: 2e-5 },
  float64: { relative: 1e-10, absolute: 1e-12 },
};

export function comparedEngines({ engines = [], tolerance }: ModelSuiteOptions): ComparedEngine[] {
  return engines.map((engine) => ({ engine, tolerance: tolerance ?? defaultTolerances[engine.precision] }));
}
