import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AssemblyError, type FunctionBuilder, ModuleBuilder, type ValueType } from '../../src/assembler/index.ts';
import { engine, functionOf, instantiate, memoryOf } from '../web-assembly.ts';

/** Calls a function whose whole module is that function. */
function run(
  write: (f: FunctionBuilder) => void,
  parameters: ValueType[],
  results: ValueType[],
): (...values: number[]) => number {
  const module = new ModuleBuilder();
  write(module.function('run', parameters, results));
  return functionOf(instantiate(module), 'run');
}

test('a tiny module has exactly these bytes', () => {
  const module = new ModuleBuilder();
  module.defineMemory('m', { minimum: 1, maximum: 2 });
  module.global('g', -1);
  const f = module.function('add', ['i32', 'i32'], ['i32']);
  f.local('f32');
  f.local('f32');
  f.local('v128');
  f.localGet(f.parameter(0));
  f.localGet(f.parameter(1));
  f.op('i32.add');

  expect([...module.build()]).toEqual(
    [
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      [0x01, 0x07, 0x01, 0x60, 0x02, 0x7f, 0x7f, 0x01, 0x7f],
      [0x03, 0x02, 0x01, 0x00],
      [0x05, 0x04, 0x01, 0x01, 0x01, 0x02],
      [0x06, 0x06, 0x01, 0x7f, 0x01, 0x41, 0x7f, 0x0b],
      [0x07, 0x0f, 0x03, 0x01, 0x6d, 0x02, 0x00, 0x01, 0x67, 0x03, 0x00, 0x03, 0x61, 0x64, 0x64, 0x00, 0x00],
      [0x0a, 0x0d, 0x01, 0x0b, 0x02, 0x02, 0x7d, 0x01, 0x7b, 0x20, 0x00, 0x20, 0x01, 0x6a, 0x0b],
    ].flat(),
  );
  expect(engine.validate(module.build())).toBe(true);
});

test('an empty module is its header', () => {
  expect([...new ModuleBuilder().build()]).toEqual([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
});

test('functions are imported before those of the module, and called by their numbers', () => {
  const module = new ModuleBuilder();
  const given: number[] = [];
  const note = module.importFunction({ module: 'host', name: 'note' }, ['i32']);
  const twice = module.importFunction({ module: 'host', name: 'twice' }, ['i32'], ['i32']);
  const inner = module.function(undefined, ['i32'], ['i32']);
  inner.localGet(inner.parameter(0));
  inner.call(twice);
  const outer = module.function('outer', ['i32'], ['i32']);
  outer.localGet(outer.parameter(0));
  outer.call(note);
  outer.localGet(outer.parameter(0));
  outer.call(inner);
  const instance = instantiate(module, {
    host: { note: (value: number) => given.push(value), twice: (value: number) => 2 * value },
  });
  expect(functionOf(instance, 'outer')(21)).toBe(42);
  expect(given).toEqual([21]);
  expect(() => module.importFunction({ module: 'host', name: 'late' }, [])).toThrow(AssemblyError);
});

test('constants come back as they were given', () => {
  fc.assert(
    fc.property(fc.integer(), fc.float(), (integer, number) => {
      expect(run((f) => f.i32Const(integer), [], ['i32'])()).toBe(integer);
      expect(run((f) => f.f32Const(number), [], ['f32'])()).toBe(number);
    }),
    { numRuns: 300, seed: 2 },
  );
});

test('a loop sums the numbers below its parameter', () => {
  const sum = run(
    (f) => {
      const total = f.local('i32');
      const count = f.local('i32');
      f.block(() => {
        f.loop(() => {
          f.localGet(count);
          f.localGet(f.parameter(0));
          f.op('i32.ge_s');
          f.branchIf(1);
          f.localGet(total);
          f.localGet(count);
          f.op('i32.add');
          f.localSet(total);
          f.localGet(count);
          f.i32Const(1);
          f.op('i32.add');
          f.localSet(count);
          f.branch(0);
        });
      });
      f.localGet(total);
    },
    ['i32'],
    ['i32'],
  );
  expect([0, 1, 5, 1000].map((count) => sum(count))).toEqual([0, 0, 10, 499500]);
});

test('if, else, results and an early return', () => {
  const sign = run(
    (f) => {
      f.localGet(0);
      f.op('i32.eqz');
      f.if(() => {
        f.i32Const(0);
        f.return();
      });
      f.localGet(0);
      f.i32Const(0);
      f.op('i32.lt_s');
      f.if(
        () => f.i32Const(-1),
        () => f.i32Const(1),
        'i32',
      );
    },
    ['i32'],
    ['i32'],
  );
  expect([-7, 0, 3].map((value) => sign(value))).toEqual([-1, 0, 1]);
});

test('functions call each other, also later ones', () => {
  const module = new ModuleBuilder();
  const caller = module.function('caller', ['i32'], ['i32']);
  const square = module.function(undefined, ['i32'], ['i32']);
  caller.localGet(0);
  caller.call(square);
  square.localGet(0);
  square.localGet(0);
  square.op('i32.mul');
  const exports = instantiate(module);
  expect(Object.keys(exports)).toEqual(['caller']);
  expect(functionOf(exports, 'caller')(12)).toBe(144);
});

test('globals are mutable and exported', () => {
  const module = new ModuleBuilder();
  module.global('other', 1);
  const counter = module.global('counter', 41);
  const f = module.function('increment', []);
  f.globalGet(counter);
  f.i32Const(1);
  f.op('i32.add');
  f.globalSet(counter);
  const exports = instantiate(module);
  functionOf(exports, 'increment')();
  expect((exports.counter as { value: number }).value).toBe(42);
  expect((exports.other as { value: number }).value).toBe(1);
});

test('a memory can be imported', () => {
  const module = new ModuleBuilder();
  module.importMemory({ module: 'host', name: 'memory' }, { minimum: 1, maximum: 4 });
  const f = module.function('double', ['i32']);
  f.localGet(0);
  f.localGet(0);
  f.load('f32', 4);
  f.f32Const(2);
  f.op('f32.mul');
  f.store('f32', 4);
  const memory = new engine.Memory({ initial: 1, maximum: 4 });
  const values = new Float32Array(memory.buffer, 0, 4);
  values.set([1, 2, 3, 4]);
  functionOf(instantiate(module, { host: { memory } }), 'double')(8);
  expect([...values]).toEqual([1, 2, 3, 8]);
});

test('bulk memory copies and fills', () => {
  const module = new ModuleBuilder();
  module.defineMemory('memory', { minimum: 1 });
  const f = module.function('run', []);
  f.i32Const(8);
  f.i32Const(0);
  f.i32Const(4);
  f.op('memory.copy');
  f.i32Const(2);
  f.i32Const(7);
  f.i32Const(3);
  f.op('memory.fill');
  const exports = instantiate(module);
  const bytes = new Uint8Array(memoryOf(exports), 0, 12);
  bytes.set([1, 2, 3, 4]);
  functionOf(exports, 'run')();
  expect([...bytes]).toEqual([1, 2, 7, 7, 7, 0, 0, 0, 1, 2, 3, 4]);
});

test('scratch locals are reused by type', () => {
  const f = new ModuleBuilder().function('f', ['i32']);
  const first = f.scratch('v128');
  expect(first).toBe(1);
  expect(f.scratch('v128')).toBe(2);
  f.release(first);
  expect(f.scratch('i32')).toBe(3);
  expect(f.scratch('v128')).toBe(first);
});

test.each<[string, (f: FunctionBuilder, module: ModuleBuilder) => void, string]>([
  ['an unknown parameter', (f) => f.parameter(1), 'There is no parameter 1; the function has 1.'],
  ['an unknown local', (f) => f.localGet(1), 'There is no local 1; the function has 1.'],
  ['an unknown global', (f) => f.globalGet(0), 'There is no global 0; the module has 0.'],
  ['a released local', (f) => useReleased(f), 'Scratch local 1 was already released.'],
  ['a second release', (f) => releaseTwice(f), 'Scratch local 1 was released twice.'],
  ['the release of another local', (f) => f.release(0), 'Local 0 is no scratch local.'],
  ['a branch too far out', (f) => f.block(() => f.branch(2)), 'Cannot branch to depth 2: 1 blocks are open.'],
  ['a lane too high', (f) => f.extractLane('f32x4', 4), 'Lane 4 is out of range: there are 4.'],
  ['a shuffled lane too high', (f) => f.shuffle([0, 1, 2, 8]), 'Lane 8 is out of range: there are 8.'],
  ['a negative offset', (f) => f.load('v128', -16), 'The offset -16 is no unsigned 32-bit integer.'],
  ['an odd alignment', (f) => f.load('v128', 0, 3), 'The alignment 3 is no power of two between 1 and'],
  ['a large alignment', (f) => f.store('f32', 0, 8), 'The alignment 8 is no power of two between 1 and'],
  ['a large constant', (f) => f.i32Const(2 ** 32), '4294967296 is no 32-bit integer.'],
  ['a broken vector constant', (f) => f.v128ConstI32(0.5), '0.5 is no 32-bit integer.'],
  ['the same name again', (_, module) => module.function('f', []), '"f" is exported twice.'],
  ['a second memory', (_, module) => twoMemories(module), 'A module has only one memory.'],
  [
    'disordered pages',
    (_, module) => module.defineMemory('m', { minimum: 2, maximum: 1 }),
    'A memory cannot have 2 to 1 pages',
  ],
])('refuses %s', (_, misuse, message) => {
  const module = new ModuleBuilder();
  const f = module.function('f', ['i32']);
  expect(() => misuse(f, module)).toThrow(AssemblyError);
  const again = new ModuleBuilder();
  expect(() => misuse(again.function('f', ['i32']), again)).toThrow(message);
});

function useReleased(f: FunctionBuilder): void {
  const local = f.scratch('f32');
  f.release(local);
  f.localSet(local);
}

function releaseTwice(f: FunctionBuilder): void {
  const local = f.scratch('f32');
  f.release(local);
  f.release(local);
}

function twoMemories(module: ModuleBuilder): void {
  module.defineMemory('m', { minimum: 1 });
  module.importMemory({ module: 'host', name: 'memory' }, { minimum: 1 });
}
