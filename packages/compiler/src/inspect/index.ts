export type { Rounding } from '../passes/rounding.ts';
export { buildPlan, type PlanOptions } from '../plan/build.ts';
export { formatPlan } from '../plan/format.ts';
export type { Observation } from '../plan/observation.ts';
export type { Plan } from '../plan/plan.ts';
export type { RunSizes } from '../runtime/memory-layout.ts';
export {
  type Compilation,
  type DescribeOptions,
  describeCompilation,
  type Stage,
  type StageName,
  stageNames,
} from './describe.ts';
export type { Operations } from './operations.ts';
export type { CompiledSizes } from './sizes.ts';
