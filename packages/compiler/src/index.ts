export { CompileError } from './errors.ts';
export { buildPlan, type PlanOptions } from './plan/build.ts';
export { formatPlan } from './plan/format.ts';
export type { Plan } from './plan/plan.ts';
export { compiledExecutor } from './runtime/executor.ts';
