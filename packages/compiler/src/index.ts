export { CompileError } from './errors.ts';
export { allPasses, type Passes } from './passes/passes.ts';
export { type CompiledExecutorOptions, compiledExecutor } from './runtime/executor.ts';
