import { describe, expect, test } from 'vitest';
import type { FunctionBuilder } from '../../src/assembler/index.ts';
import { emitExp, emitLog, emitLog1p, emitSigmoid, emitTanh } from '../../src/math/index.ts';
import { compile } from './compile.ts';

const infinity = Number.POSITIVE_INFINITY;
const largest = (2 - 2 ** -23) * 2 ** 127;
const smallest = 2 ** -149;
/** The largest float32 below one. */
const belowOne = 1 - 2 ** -24;

/** The function's value at each number, which shares its vector with other numbers. */
function valuesAt(emit: (f: FunctionBuilder) => void, numbers: readonly number[]): number[] {
  const { inputs, results, run } = compile(emit, 4 * Math.ceil(numbers.length / 4));
  inputs.set(numbers);
  run(1);
  return [...results.subarray(0, numbers.length)];
}

describe.each<[string, (f: FunctionBuilder) => void, [number, number][]]>([
  [
    'exp',
    emitExp,
    [
      [0, 1],
      [-0, 1],
      [smallest, 1],
      [infinity, infinity],
      [-infinity, 0],
      // The last argument with a finite result, and the next.
      [88.72283172607422, 3.402798519021476e38],
      [88.7228393554688, infinity],
      // The last argument with a result other than zero, and the next.
      [-103.97207641601562, smallest],
      [-103.97208404541016, 0],
      [-104, 0],
      [-1e30, 0],
    ],
  ],
  [
    'sigmoid',
    emitSigmoid,
    [
      [0, 0.5],
      [-0, 0.5],
      [infinity, 1],
      [-infinity, 0],
      [largest, 1],
      [-largest, 0],
      [-103.9, smallest],
      [-105, 0],
    ],
  ],
  [
    'tanh',
    emitTanh,
    [
      [0, 0],
      [-0, -0],
      [smallest, smallest],
      [-smallest, -smallest],
      [2 ** -126, 2 ** -126],
      [9.5, 1],
      [-9.5, -1],
      [infinity, 1],
      [-infinity, -1],
      [largest, 1],
    ],
  ],
  [
    'log',
    emitLog,
    [
      [1, 0],
      [0, -infinity],
      [-0, -infinity],
      [infinity, infinity],
      [-infinity, Number.NaN],
      [-1, Number.NaN],
      [-smallest, Number.NaN],
      [smallest, Math.fround(-149 * Math.LN2)],
      [largest, Math.fround(128 * Math.LN2)],
    ],
  ],
  [
    'log1p',
    emitLog1p,
    [
      [0, 0],
      [-0, -0],
      [smallest, smallest],
      [-smallest, -smallest],
      [-1, -infinity],
      [-belowOne, Math.fround(-24 * Math.LN2)],
      [-1 - 2 ** -23, Number.NaN],
      [-infinity, Number.NaN],
      [infinity, infinity],
      [largest, Math.fround(128 * Math.LN2)],
    ],
  ],
])('%s', (_, emit, pairs) => {
  test('has these values exactly', () => {
    const numbers = pairs.map(([x]) => x);
    expect(valuesAt(emit, numbers)).toEqual(pairs.map(([, value]) => value));
  });

  test('keeps a NaN in its lane, whatever its bits', () => {
    const { inputs, results, run } = compile(emit, 8);
    new Uint32Array(inputs.buffer, inputs.byteOffset, 8).set([
      0x7fc00000, 0x3f800000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fffffff, 0x3f800000, 0xffffffff,
    ]);
    run(1);
    expect([...results].map(Number.isNaN)).toEqual([true, false, true, true, true, true, false, true]);
  });
});

test('tanh is odd', () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index / 100);
  const positive = valuesAt(emitTanh, numbers);
  const negative = valuesAt(
    emitTanh,
    numbers.map((x) => -x),
  );
  expect(negative).toEqual(positive.map((value) => -value));
});

test('tanh is exactly one where the rounded value is', () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => 9.011 + index / 500);
  expect(numbers.map(Math.tanh).map(Math.fround)).toEqual(numbers.map(() => 1));
  expect(valuesAt(emitTanh, numbers)).toEqual(numbers.map(() => 1));
});

test('the scratch locals are given back', () => {
  const locals: number[] = [];
  compile((f) => {
    for (const emit of [emitExp, emitSigmoid, emitTanh, emitLog, emitLog1p]) {
      emit(f);
      const local = f.scratch('v128');
      locals.push(local);
      f.release(local);
    }
  }, 4);
  expect(Math.max(...locals)).toBeLessThan(10);
});
