export { AssemblyError } from './errors.ts';
export { FunctionBuilder, type ImportedFunction, type Lanes } from './function-builder.ts';
export { type ImportName, type MemoryPages, ModuleBuilder } from './module-builder.ts';
export type { Load, Operation, Store } from './opcodes.ts';
export type { ValueType } from './value-types.ts';
