import type { ModuleBuilder } from '../src/assembler/index.ts';

/** What a module of the tests may export. */
export interface Exports {
  readonly [name: string]: unknown;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the engine that tests need: the types of Node leave it to those of browsers. */
interface Engine {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object, imports?: object) => { readonly exports: Exports };
  Memory: new (options: { initial: number; maximum?: number }) => Memory;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

export const engine: Engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

export function instantiate(module: ModuleBuilder, imports?: object): Exports {
  return new engine.Instance(new engine.Module(module.build()), imports).exports;
}

/** The exported function with this name. */
export function functionOf(exports: Exports, name: string): (...values: number[]) => number {
  return exports[name] as (...values: number[]) => number;
}

/** The buffer of the memory exported as `memory`. */
export function memoryOf(exports: Exports): ArrayBuffer {
  return (exports.memory as Memory).buffer;
}
