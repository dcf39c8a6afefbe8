import type { FunctionBuilder, Lanes } from '../assembler/index.ts';

/**
 * R(z) with log₂ m ≈ s·R(s²) for s = (m - 1) / (m + 1): degree 4, fitted to the least relative error on √½ ≤ m ≤ √2,
 * which is 4.2e-12.
 */
const logarithm = [2.8853900817900984, 0.961796673341625, 0.5770835843034394, 0.41167277994302476, 0.34072871905517593];

/** 2^r for |r| ≤ ½: degree 6, fitted to the least relative error, which is 1.9e-9. */
const exponential = [
  1.0000000005541665, 0.6931472057372684, 0.24022646890634422, 0.055503287769641585, 0.009618488957055355,
  0.0013399931219492754, 0.0001534581202123153,
];

const bias = 1023;
const mantissaMask: Lanes = [0xffffffff, 0x000fffff, 0xffffffff, 0x000fffff];

/** Larger than every float32, yet finite. */
const beyond = 2 ** 200;
/** Powers of two whose exponents are this large are infinite as a float32, and those of the opposite exponent zero. */
const limit = 300;
/** Adding this to a small float64 rounds it to an integer, which is then in the low bits of the sum. */
const roundingShift = 1.5 * 2 ** 52 + bias;

/**
 * Pushes a^b for two locals of float64 lanes that came from float32: `base`, no smaller than zero, and `exponent`. The
 * relative error is less than 3e-9.
 */
export function emitPowerOfDoubles(f: FunctionBuilder, base: number, exponent: number): void {
  const bits = f.scratch('v128');
  const variable = f.scratch('v128');

  // a = 2^e·m with √½ ≤ m < √2; the bits hold the biased e above the mantissa relative to that of √½.
  f.localGet(base);
  f.v128ConstF64(Math.SQRT1_2);
  f.op('i64x2.sub');
  f.v128ConstF64(1);
  f.op('i64x2.add');
  f.localTee(bits);
  f.v128ConstI32(mantissaMask);
  f.op('v128.and');
  f.v128ConstF64(Math.SQRT1_2);
  f.op('i64x2.add');
  f.localTee(variable);
  f.v128ConstF64(1);
  f.op('f64x2.sub');
  f.localGet(variable);
  f.v128ConstF64(1);
  f.op('f64x2.add');
  f.op('f64x2.div');
  f.localTee(variable);
  f.localGet(variable);
  f.localGet(variable);
  f.op('f64x2.mul');
  f.localSet(variable);
  emitPolynomialOfDoubles(f, variable, logarithm);
  f.op('f64x2.mul');
  // In the mantissa of 2^52 an integer is a float64 without a conversion.
  f.localGet(bits);
  f.i32Const(52);
  f.op('i64x2.shr_u');
  f.v128ConstF64(2 ** 52);
  f.op('v128.or');
  f.v128ConstF64(2 ** 52 + bias);
  f.op('f64x2.sub');
  f.op('f64x2.add');
  f.localSet(variable);

  // The logarithms of infinity, NaN and zero.
  f.localGet(base);
  f.v128ConstF64(beyond);
  f.op('f64x2.sub');
  f.localGet(variable);
  f.op('f64x2.pmax');
  f.localGet(base);
  f.v128ConstF64(0);
  f.op('f64x2.eq');
  f.v128ConstF64(Number.NEGATIVE_INFINITY);
  f.op('v128.and');
  f.op('f64x2.add');

  // b·log₂ a = n + r, and 2^n·2^r. With the product as the first operand, a NaN stays.
  f.localGet(exponent);
  f.op('f64x2.mul');
  f.v128ConstF64(limit);
  f.op('f64x2.pmin');
  f.v128ConstF64(-limit);
  f.op('f64x2.pmax');
  f.localTee(variable);
  f.localGet(variable);
  f.v128ConstF64(roundingShift);
  f.op('f64x2.add');
  f.localTee(bits);
  f.v128ConstF64(roundingShift);
  f.op('f64x2.sub');
  f.op('f64x2.sub');
  f.localSet(variable);
  emitPolynomialOfDoubles(f, variable, exponential);
  f.localGet(bits);
  f.i32Const(52);
  f.op('i64x2.shl');
  f.op('f64x2.mul');

  f.release(bits);
  f.release(variable);
}

/** Pushes a polynomial's value at a local, by Horner's rule. The coefficients begin with that of the lowest power. */
function emitPolynomialOfDoubles(f: FunctionBuilder, variable: number, coefficients: readonly number[]): void {
  for (const [index, coefficient] of [...coefficients].reverse().entries()) {
    if (index > 0) {
      f.localGet(variable);
      f.op('f64x2.mul');
    }
    f.v128ConstF64(coefficient);
    if (index > 0) f.op('f64x2.add');
  }
}
