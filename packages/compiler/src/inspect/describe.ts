import type { Recurrence } from '@pushdown/tensors';
import { buildPlan, type PlanOptions } from '../plan/build.ts';
import { formatPlan } from '../plan/format.ts';
import type { Observation } from '../plan/observation.ts';
import { createProgram } from '../runtime/program.ts';
import { formatGradients, formatPhases, formatRecurrence } from './format-graphs.ts';
import { formatNests } from './format-nests.ts';
import { type CompiledSizes, sizesOf } from './sizes.ts';

/** The stages of a compilation, in order. */
export const stageNames = ['traced', 'simplified', 'differentiated', 'phases', 'plan', 'nests'] as const;

/** A stage of compilation, in the order in which recurrences go through them. */
export type StageName = (typeof stageNames)[number];

/** What a pass has made, as text. */
export interface Stage {
  readonly name: StageName;
  readonly text: string;
}

/** Texts are made and sizes are counted when they are read. */
export interface Compilation {
  readonly stages: readonly Stage[];
  readonly sizes: CompiledSizes;
}

/** What is compiled, as in `PlanOptions`, and the run that sizes are given for. */
export interface DescribeOptions extends Omit<PlanOptions, 'observe'> {
  /** Length of the run that sizes are given for. */
  readonly steps: number;
  /** What the size `capacity` stands for; max(1, steps) by default. */
  readonly capacity?: number;
}

/**
 * Compiles a recurrence and tells what every pass made of it, and what the code needs.
 * @throws CompileError for what cannot be compiled.
 */
export function describeCompilation(recurrence: Recurrence, options: DescribeOptions): Compilation {
  const { steps, capacity = Math.max(1, steps), ...planOptions } = options;
  let observed: Observation | undefined;
  const plan = buildPlan(recurrence, {
    ...planOptions,
    observe(observation) {
      observed = observation;
    },
  });
  const program = createProgram(plan, {});
  const seen = observed as unknown as Observation;
  const texts: Readonly<Record<StageName, () => string>> = {
    traced: () => formatRecurrence(recurrence),
    simplified: () => formatRecurrence(seen.recurrence),
    differentiated: () => (seen.gradients === undefined ? 'nothing is trained' : formatGradients(seen)),
    phases: () => formatPhases(seen),
    plan: () => formatPlan(plan),
    nests: () => formatNests(plan),
  };
  return {
    stages: stageNames.map((name) => ({
      name,
      get text() {
        return texts[name]();
      },
    })),
    get sizes() {
      return sizesOf(program, { steps, capacity });
    },
  };
}
