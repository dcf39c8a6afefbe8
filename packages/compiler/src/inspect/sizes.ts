import type { SectionName } from '../plan/plan.ts';
import type { RunSizes } from '../runtime/memory-layout.ts';
import type { Program } from '../runtime/program.ts';
import { addOperations, type Operations, operationsOfSection, scaleOperations } from './operations.ts';

/** What compiled code needs, for a run of a certain length. */
export interface CompiledSizes extends RunSizes {
  readonly codeBytes: number;
  /** In bytes, at the given capacity. A capacity that grows with the run makes each of its steps larger. */
  readonly memory: {
    /** What every run takes, however short. */
    readonly fixed: number;
    readonly perStep: number;
    readonly total: number;
  };
  readonly operations: {
    /** Of the initial state, its gradient, and the update. */
    readonly once: Operations;
    /** Forward and backward, on average over the run. */
    readonly perStep: Operations;
    readonly total: Operations;
  };
}

const onceSections: readonly SectionName[] = ['initial', 'initialBackward', 'update'];
const stepSections: readonly SectionName[] = ['before', 'forward', 'after', 'backward', 'late'];

/** Counts what a program needs in a run of certain sizes; nothing is run. */
export function sizesOf(program: Program, run: RunSizes): CompiledSizes {
  const { plan, codeBytes } = program;
  const total = program.layout(run).bytes;
  // Buffers share memory, so that their sizes do not add up. Four more steps end at whole registers again.
  const perStep = (program.layout({ ...run, steps: run.steps + 4 }).bytes - total) / 4;
  const sum = (names: readonly SectionName[]): Operations =>
    names.map((name) => operationsOfSection(plan, name, run)).reduce(addOperations);
  const [once, timed] = [sum(onceSections), sum(stepSections)];
  return {
    ...run,
    codeBytes,
    memory: { fixed: total - run.steps * perStep, perStep, total },
    operations: {
      once,
      perStep: scaleOperations(timed, 1 / Math.max(1, run.steps)),
      total: addOperations(once, timed),
    },
  };
}
