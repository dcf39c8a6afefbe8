export { CompileError } from './errors.ts';
export {
  type Compilation,
  type DescribeOptions,
  describeCompilation,
  type Stage,
  type StageName,
  stageNames,
} from './inspect/describe.ts';
export type { Operations } from './inspect/operations.ts';
export type { CompiledSizes } from './inspect/sizes.ts';
export { allPasses, type Passes } from './passes/passes.ts';
export type { Rounding } from './passes/rounding.ts';
export { buildPlan, type PlanOptions } from './plan/build.ts';
export { formatPlan } from './plan/format.ts';
export type { Observation } from './plan/observation.ts';
export type { Plan } from './plan/plan.ts';
export { type CompiledExecutorOptions, compiledExecutor } from './runtime/executor.ts';
export type { RunSizes } from './runtime/memory-layout.ts';
