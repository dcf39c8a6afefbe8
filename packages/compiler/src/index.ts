export { CompileError } from './errors.ts';
export { allPasses, type Passes } from './passes/passes.ts';
export { buildPlan, type PlanOptions } from './plan/build.ts';
export { formatPlan } from './plan/format.ts';
export type { Plan } from './plan/plan.ts';
export { type CompiledExecutorOptions, compiledExecutor } from './runtime/executor.ts';
