import { type FunctionBuilder, ModuleBuilder } from '../../src/assembler/index.ts';
import { functionOf, instantiate, memoryOf } from '../web-assembly.ts';

/** A function over a whole buffer. */
export interface Compiled {
  readonly inputs: Float32Array;
  readonly results: Float32Array;
  /** Applies the function to every value, `repetitions` times over. */
  run(repetitions: number): void;
}

/**
 * Compiles a function that replaces a vector on the stack, with buffers of `count` values, a multiple of four. The
 * function also gets the local with the address of the vector; the result goes 4·count bytes behind it.
 */
export function compile(emit: (f: FunctionBuilder, address: number) => void, count: number): Compiled {
  const module = new ModuleBuilder();
  module.defineMemory('memory', { minimum: Math.ceil((8 * count) / 65536) });
  const f = module.function('run', ['i32']);
  const address = f.local('i32');
  f.loop(() => {
    f.i32Const(0);
    f.localSet(address);
    f.loop(() => {
      f.localGet(address);
      f.localGet(address);
      f.load('v128');
      emit(f, address);
      f.store('v128', 4 * count);
      f.localGet(address);
      f.i32Const(16);
      f.op('i32.add');
      f.localTee(address);
      f.i32Const(4 * count);
      f.op('i32.lt_s');
      f.branchIf(0);
    });
    f.localGet(f.parameter(0));
    f.i32Const(1);
    f.op('i32.sub');
    f.localTee(f.parameter(0));
    f.branchIf(0);
  });
  const exports = instantiate(module);
  const run = functionOf(exports, 'run');
  return {
    inputs: new Float32Array(memoryOf(exports), 0, count),
    results: new Float32Array(memoryOf(exports), 4 * count, count),
    run: (repetitions) => void run(repetitions),
  };
}
