import { describe, expect, test } from 'vitest';
import { type FunctionBuilder, type Lanes, ModuleBuilder, type Operation } from '../../src/assembler/index.ts';
import { engine, functionOf, instantiate, memoryOf } from '../web-assembly.ts';

type View = Float32Array | Int32Array;

/** A module that writes a vector at address 48; the inputs are vectors at the addresses 0, 16 and 32. */
function vectorModule(write: (f: FunctionBuilder) => void): ModuleBuilder {
  const module = new ModuleBuilder();
  module.defineMemory('memory', { minimum: 1 });
  const f = module.function('run', []);
  f.i32Const(48);
  write(f);
  f.store('v128');
  return module;
}

function vectorResult<V extends View>(
  View: new (buffer: ArrayBuffer, offset: number, length: number) => V,
  inputs: readonly Lanes[],
  write: (f: FunctionBuilder) => void,
): number[] {
  const exports = instantiate(vectorModule(write));
  for (const [index, input] of inputs.entries()) new View(memoryOf(exports), 16 * index, 4).set(input);
  functionOf(exports, 'run')();
  return [...new View(memoryOf(exports), 48, 4)];
}

function loadInputs(f: FunctionBuilder, count: number): void {
  for (let index = 0; index < count; index += 1) {
    f.i32Const(0);
    f.load('v128', 16 * index);
  }
}

/** The results of an operation on the given float32 vectors. */
function floats(name: Operation, ...inputs: Lanes[]): number[] {
  return vectorResult(Float32Array, inputs, (f) => {
    loadInputs(f, inputs.length);
    f.op(name);
  });
}

function integers(name: Operation, ...inputs: Lanes[]): number[] {
  return vectorResult(Int32Array, inputs, (f) => {
    loadInputs(f, inputs.length);
    f.op(name);
  });
}

const round = Math.fround;
const infinity = Number.POSITIVE_INFINITY;
const floatA: Lanes = [1.5, -2.25, round(0.1), infinity];
const floatB: Lanes = [-4, 3.5, round(0.1), 2];
const integerA: Lanes = [7, -3, 2 ** 31 - 1, 5];
const integerB: Lanes = [-2, -3, 1, 9];

describe('float32 lanes', () => {
  test.each<[Operation, (a: number, b: number) => number]>([
    ['f32x4.add', (a, b) => a + b],
    ['f32x4.sub', (a, b) => a - b],
    ['f32x4.mul', (a, b) => a * b],
    ['f32x4.div', (a, b) => a / b],
    ['f32x4.min', Math.min],
    ['f32x4.max', Math.max],
    ['f32x4.pmin', Math.min],
    ['f32x4.pmax', Math.max],
  ])('%s', (name, expected) => {
    expect(floats(name, floatA, floatB)).toEqual(floatA.map((a, lane) => round(expected(a, floatB[lane]!))));
  });

  test('pmin and pmax keep a first NaN and drop a second', () => {
    const numbers: Lanes = [1, 1, 1, 1];
    const none: Lanes = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
    for (const name of ['f32x4.pmin', 'f32x4.pmax'] as const) {
      expect(floats(name, numbers, none)).toEqual(numbers);
      expect(floats(name, none, numbers)).toEqual(none);
    }
  });

  test.each<[Operation, (a: number) => number]>([
    ['f32x4.abs', Math.abs],
    ['f32x4.neg', (a) => -a],
    ['f32x4.sqrt', Math.sqrt],
    ['f32x4.ceil', Math.ceil],
    ['f32x4.floor', Math.floor],
    ['f32x4.trunc', Math.trunc],
    ['f32x4.nearest', (a) => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a))],
  ])('%s', (name, expected) => {
    for (const input of [floatA, floatB]) {
      expect(floats(name, input)).toEqual(input.map((a) => round(expected(a))));
    }
  });

  test.each<[Operation, (a: number, b: number) => boolean]>([
    ['f32x4.eq', (a, b) => a === b],
    ['f32x4.ne', (a, b) => a !== b],
    ['f32x4.lt', (a, b) => a < b],
    ['f32x4.gt', (a, b) => a > b],
    ['f32x4.le', (a, b) => a <= b],
    ['f32x4.ge', (a, b) => a >= b],
  ])('%s', (name, expected) => {
    const result = vectorResult(Float32Array, [floatA, floatB], (f) => {
      loadInputs(f, 2);
      f.op(name);
      f.v128Const(1);
      f.op('v128.and');
    });
    expect(result).toEqual(floatA.map((a, lane) => Number(expected(a, floatB[lane]!))));
  });
});

describe('i32 lanes', () => {
  const unsigned = (value: number): number => value >>> 0;
  test.each<[Operation, (a: number, b: number) => number]>([
    ['i32x4.add', (a, b) => a + b],
    ['i32x4.sub', (a, b) => a - b],
    ['i32x4.mul', Math.imul],
    ['i32x4.min_s', Math.min],
    ['i32x4.max_s', Math.max],
    ['i32x4.min_u', (a, b) => Math.min(unsigned(a), unsigned(b))],
    ['i32x4.max_u', (a, b) => Math.max(unsigned(a), unsigned(b))],
    ['i32x4.eq', (a, b) => -Number(a === b)],
    ['i32x4.ne', (a, b) => -Number(a !== b)],
    ['i32x4.lt_s', (a, b) => -Number(a < b)],
    ['i32x4.gt_s', (a, b) => -Number(a > b)],
    ['i32x4.le_s', (a, b) => -Number(a <= b)],
    ['i32x4.ge_s', (a, b) => -Number(a >= b)],
    ['i32x4.lt_u', (a, b) => -Number(unsigned(a) < unsigned(b))],
    ['i32x4.gt_u', (a, b) => -Number(unsigned(a) > unsigned(b))],
    ['i32x4.le_u', (a, b) => -Number(unsigned(a) <= unsigned(b))],
    ['i32x4.ge_u', (a, b) => -Number(unsigned(a) >= unsigned(b))],
    ['v128.and', (a, b) => a & b],
    ['v128.or', (a, b) => a | b],
    ['v128.xor', (a, b) => a ^ b],
    ['v128.andnot', (a, b) => a & ~b],
  ])('%s', (name, expected) => {
    expect(integers(name, integerA, integerB)).toEqual(integerA.map((a, lane) => expected(a, integerB[lane]!) | 0));
  });

  test.each<[Operation, (a: number) => number]>([
    ['i32x4.abs', Math.abs],
    ['i32x4.neg', (a) => -a],
    ['v128.not', (a) => ~a],
  ])('%s', (name, expected) => {
    expect(integers(name, integerB)).toEqual(integerB.map(expected));
  });

  test.each<[Operation, (a: number) => number]>([
    ['i32x4.shl', (a) => a << 3],
    ['i32x4.shr_s', (a) => a >> 3],
    ['i32x4.shr_u', (a) => a >>> 3],
  ])('%s', (name, expected) => {
    const result = vectorResult(Int32Array, [integerA], (f) => {
      loadInputs(f, 1);
      f.i32Const(3);
      f.op(name);
    });
    expect(result).toEqual(integerA.map((a) => expected(a) | 0));
  });

  test('v128.bitselect', () => {
    const mask: Lanes = [-1, 0, 0xff, 1];
    const expected = integerA.map((a, lane) => (a & mask[lane]!) | (integerB[lane]! & ~mask[lane]!));
    expect(integers('v128.bitselect', integerA, integerB, mask)).toEqual(expected);
  });

  test.each<[Operation, (lanes: Lanes) => number]>([
    ['v128.any_true', (lanes) => Number(lanes.some((lane) => lane !== 0))],
    ['i32x4.all_true', (lanes) => Number(lanes.every((lane) => lane !== 0))],
    ['i32x4.bitmask', (lanes) => lanes.reduce((bits, lane, index) => bits | (Number(lane < 0) << index), 0)],
  ])('%s', (name, expected) => {
    for (const lanes of [[0, 0, 0, 0], [0, -1, 0, 4], integerA] satisfies Lanes[]) {
      const result = vectorResult(Int32Array, [lanes], (f) => {
        loadInputs(f, 1);
        f.op(name);
        f.op('i32x4.splat');
      });
      expect(result).toEqual(Array(4).fill(expected(lanes)));
    }
  });
});

describe('conversions', () => {
  const numbers: Lanes = [-1.75, 3e9, Number.NaN, 1e20];

  test('from float32 saturate', () => {
    const convert = (name: Operation): number[] =>
      vectorResult(Int32Array, [], (f) => {
        f.v128Const(numbers);
        f.op(name);
      });
    expect(convert('i32x4.trunc_sat_f32x4_s')).toEqual([-1, 2 ** 31 - 1, 0, 2 ** 31 - 1]);
    expect(convert('i32x4.trunc_sat_f32x4_u')).toEqual([0, 3e9 | 0, 0, -1]);
  });

  test('to float32 round', () => {
    const convert = (name: Operation): number[] =>
      vectorResult(Float32Array, [], (f) => {
        f.v128ConstI32([-1, 2 ** 31 - 1, 16777217, 2 ** 31]);
        f.op(name);
      });
    expect(convert('f32x4.convert_i32x4_s')).toEqual([-1, 2 ** 31, 16777216, -(2 ** 31)]);
    expect(convert('f32x4.convert_i32x4_u')).toEqual([2 ** 32, 2 ** 31, 16777216, 2 ** 31]);
  });
});

describe('float64 lanes', () => {
  /** The two float64 lanes of what is pushed. */
  const doubles = (write: (f: FunctionBuilder) => void): number[] => {
    const exports = instantiate(vectorModule(write));
    functionOf(exports, 'run')();
    return [...new Float64Array(memoryOf(exports), 48, 2)];
  };

  test.each<[Operation, (a: number, b: number) => number]>([
    ['f64x2.add', (a, b) => a + b],
    ['f64x2.sub', (a, b) => a - b],
    ['f64x2.mul', (a, b) => a * b],
    ['f64x2.div', (a, b) => a / b],
    ['f64x2.pmin', Math.min],
    ['f64x2.pmax', Math.max],
  ])('%s', (name, expected) => {
    const result = doubles((f) => {
      f.v128ConstF64(-0.1);
      f.v128ConstF64(0.7);
      f.op(name);
    });
    expect(result).toEqual([expected(-0.1, 0.7), expected(-0.1, 0.7)]);
  });

  test('f64x2.abs', () => {
    const result = doubles((f) => {
      f.v128ConstF64(-0.1);
      f.op('f64x2.abs');
    });
    expect(result).toEqual([0.1, 0.1]);
  });

  test('f64x2.eq', () => {
    const result = doubles((f) => {
      f.v128ConstF64(3);
      f.v128Const([1, 2, 3, 4]);
      f.op('f64x2.promote_low_f32x4');
      f.v128ConstF64(2);
      f.op('f64x2.eq');
      f.op('v128.and');
    });
    expect(result).toEqual([0, 3]);
  });

  test('promotion and demotion', () => {
    const promoted = doubles((f) => {
      f.v128Const([0.1, -2, 3, 4]);
      f.op('f64x2.promote_low_f32x4');
    });
    expect(promoted).toEqual([round(0.1), -2]);
    const demoted = vectorResult(Float32Array, [], (f) => {
      f.v128ConstF64(0.1);
      f.op('f32x4.demote_f64x2_zero');
    });
    expect(demoted).toEqual([round(0.1), round(0.1), 0, 0]);
  });

  test.each<[Operation, bigint]>([
    ['i64x2.add', (1n << 40n) + 5n],
    ['i64x2.sub', (1n << 40n) - 5n],
    ['i64x2.shl', 1n << 43n],
    ['i64x2.shr_u', 1n << 37n],
  ])('%s', (name, expected) => {
    const exports = instantiate(
      vectorModule((f) => {
        f.v128ConstI32([0, 1 << 8, 0, 1 << 8]);
        if (name === 'i64x2.shl' || name === 'i64x2.shr_u') f.i32Const(3);
        else f.v128ConstI32([5, 0, 5, 0]);
        f.op(name);
      }),
    );
    functionOf(exports, 'run')();
    expect([...new BigInt64Array(memoryOf(exports), 48, 2)]).toEqual([expected, expected]);
  });
});

describe('lanes', () => {
  test('shuffle', () => {
    const result = vectorResult(Int32Array, [integerA, integerB], (f) => {
      loadInputs(f, 2);
      f.shuffle([7, 0, 4, 2]);
    });
    expect(result).toEqual([integerB[3], integerA[0], integerB[0], integerA[2]]);
  });

  test('extract and replace', () => {
    const result = vectorResult(Float32Array, [floatA], (f) => {
      loadInputs(f, 2);
      f.op('v128.or');
      loadInputs(f, 1);
      f.extractLane('f32x4', 1);
      f.replaceLane('f32x4', 2);
      f.v128ConstI32([0, 0, 0, 0x40000000]);
      f.extractLane('i32x4', 3);
      f.replaceLane('i32x4', 0);
    });
    expect(result).toEqual([2, -2.25, -2.25, infinity]);
  });

  test('splat', () => {
    const result = vectorResult(Float32Array, [], (f) => {
      f.f32Const(2.5);
      f.op('f32x4.splat');
    });
    expect(result).toEqual([2.5, 2.5, 2.5, 2.5]);
  });

  test.each([
    ['v128.load32_splat', [2, 2, 2, 2]],
    ['v128.load64_splat', [2, 3, 2, 3]],
    ['v128.load32_zero', [2, 0, 0, 0]],
    ['v128.load64_zero', [2, 3, 0, 0]],
  ] as const)('%s', (kind, expected) => {
    const result = vectorResult(Int32Array, [[1, 2, 3, 4]], (f) => {
      f.i32Const(0);
      f.load(kind, 4);
    });
    expect(result).toEqual(expected);
  });

  test('loads and stores of one lane', () => {
    const result = vectorResult(Int32Array, [[1, 2, 3, 4]], (f) => {
      f.i32Const(0);
      loadInputs(f, 1);
      f.store32Lane(4, 3);
      f.i32Const(0);
      loadInputs(f, 1);
      f.load32Lane(8, 0);
    });
    expect(result).toEqual([3, 4, 3, 4]);
  });
});

describe('scalars', () => {
  function scalar(type: 'i32' | 'f32', count: number, name: Operation, result: 'i32' | 'f32' = type) {
    const module = new ModuleBuilder();
    const f = module.function('run', Array(count).fill(type), [result]);
    for (let index = 0; index < count; index += 1) f.localGet(f.parameter(index));
    f.op(name);
    return functionOf(instantiate(module), 'run');
  }

  test.each<[Operation, (a: number, b: number) => number]>([
    ['i32.eq', (a, b) => Number(a === b)],
    ['i32.ne', (a, b) => Number(a !== b)],
    ['i32.lt_s', (a, b) => Number(a < b)],
    ['i32.lt_u', (a, b) => Number(a >>> 0 < b >>> 0)],
    ['i32.gt_s', (a, b) => Number(a > b)],
    ['i32.gt_u', (a, b) => Number(a >>> 0 > b >>> 0)],
    ['i32.le_s', (a, b) => Number(a <= b)],
    ['i32.le_u', (a, b) => Number(a >>> 0 <= b >>> 0)],
    ['i32.ge_s', (a, b) => Number(a >= b)],
    ['i32.ge_u', (a, b) => Number(a >>> 0 >= b >>> 0)],
    ['i32.add', (a, b) => a + b],
    ['i32.sub', (a, b) => a - b],
    ['i32.mul', Math.imul],
    ['i32.div_s', (a, b) => a / b],
    ['i32.div_u', (a, b) => (a >>> 0) / (b >>> 0)],
    ['i32.rem_s', (a, b) => a % b],
    ['i32.rem_u', (a, b) => (a >>> 0) % (b >>> 0)],
    ['i32.and', (a, b) => a & b],
    ['i32.or', (a, b) => a | b],
    ['i32.xor', (a, b) => a ^ b],
    ['i32.shl', (a, b) => a << b],
    ['i32.shr_s', (a, b) => a >> b],
    ['i32.shr_u', (a, b) => a >>> b],
  ])('%s', (name, expected) => {
    const compiled = scalar('i32', 2, name);
    for (const [lane, a] of integerA.entries()) {
      expect(compiled(a, integerB[lane]!)).toBe(expected(a, integerB[lane]!) | 0);
      expect(compiled(integerB[lane]!, a)).toBe(expected(integerB[lane]!, a) | 0);
    }
  });

  test.each<[Operation, (a: number, b: number) => number]>([
    ['f32.add', (a, b) => a + b],
    ['f32.sub', (a, b) => a - b],
    ['f32.mul', (a, b) => a * b],
    ['f32.div', (a, b) => a / b],
    ['f32.min', Math.min],
    ['f32.max', Math.max],
    ['f32.copysign', (a, b) => Math.abs(a) * Math.sign(b)],
  ])('%s', (name, expected) => {
    const compiled = scalar('f32', 2, name);
    for (const [lane, a] of floatA.entries()) {
      expect(compiled(a, floatB[lane]!)).toBe(round(expected(a, floatB[lane]!)));
    }
  });

  test.each<[Operation, (a: number, b: number) => boolean]>([
    ['f32.eq', (a, b) => a === b],
    ['f32.ne', (a, b) => a !== b],
    ['f32.lt', (a, b) => a < b],
    ['f32.gt', (a, b) => a > b],
    ['f32.le', (a, b) => a <= b],
    ['f32.ge', (a, b) => a >= b],
  ])('%s', (name, expected) => {
    const compiled = scalar('f32', 2, name, 'i32');
    for (const [lane, a] of floatA.entries()) {
      expect(compiled(a, floatB[lane]!)).toBe(Number(expected(a, floatB[lane]!)));
    }
  });

  test.each<[Operation, number, number]>([
    ['f32.abs', -2.5, 2.5],
    ['f32.neg', 2.5, -2.5],
    ['f32.ceil', -2.5, -2],
    ['f32.floor', -2.5, -3],
    ['f32.trunc', -2.5, -2],
    ['f32.nearest', -2.5, -2],
    ['f32.sqrt', 2, round(Math.SQRT2)],
  ])('%s', (name, value, expected) => {
    expect(scalar('f32', 1, name)(value)).toBe(expected);
  });

  test('conversions', () => {
    expect(scalar('i32', 1, 'i32.eqz')(0)).toBe(1);
    expect(scalar('f32', 1, 'i32.trunc_sat_f32_s', 'i32')(-2.75)).toBe(-2);
    expect(scalar('f32', 1, 'i32.trunc_sat_f32_u', 'i32')(-2.75)).toBe(0);
    expect(scalar('f32', 1, 'i32.reinterpret_f32', 'i32')(2)).toBe(0x40000000);
    expect(scalar('i32', 1, 'f32.reinterpret_i32', 'f32')(0x40000000)).toBe(2);
    expect(scalar('i32', 1, 'f32.convert_i32_s', 'f32')(-1)).toBe(-1);
    expect(scalar('i32', 1, 'f32.convert_i32_u', 'f32')(-1)).toBe(2 ** 32);
  });

  test('select, drop and unreachable', () => {
    const module = new ModuleBuilder();
    const f = module.function('select', ['i32'], ['i32']);
    f.i32Const(10);
    f.i32Const(20);
    f.localGet(0);
    f.op('select');
    f.i32Const(30);
    f.op('drop');
    module.function('trap', []).op('unreachable');
    const exports = instantiate(module);
    expect(functionOf(exports, 'select')(1)).toBe(10);
    expect(functionOf(exports, 'select')(0)).toBe(20);
    expect(() => functionOf(exports, 'trap')()).toThrow('unreachable');
  });
});

/** Relaxed operations came later than the others: not every supported engine has them. */
const relaxed = engine.validate(
  vectorModule((f) => {
    loadInputs(f, 3);
    f.op('f32x4.relaxed_madd');
  }).build(),
);

describe.runIf(relaxed)('relaxed operations', () => {
  test('multiply and add', () => {
    const inputs: Lanes[] = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ];
    expect(floats('f32x4.relaxed_madd', ...inputs)).toEqual([14, 22, 32, 44]);
    expect(floats('f32x4.relaxed_nmadd', ...inputs)).toEqual([4, -2, -10, -20]);
  });
});
