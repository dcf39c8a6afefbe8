const radix = 2 ** 256;
const inverseRadix = 2 ** -256;
const largest = 2 ** 128;
const smallest = 2 ** -128;
const logRadix = 256 * Math.LN2;

/** Factors of a product that `ScaledNumbers.add` takes must stay between these, so that none of them leaves float64. */
export const factorRange = { smallest: 1e-150, largest: 1e150 } as const;

/**
 * An array of non-negative numbers mantissa · 2^(256 · exponent) in full float64 precision. Weights of long strings leave
 * the range of float64; these do not, and unlike logarithms they are added and multiplied without exp and ln. The radix is so
 * large that exponents hardly ever differ.
 */
export class ScaledNumbers {
  /** 0, or between 2^-128 and a little above 2^128. */
  mantissas: Float64Array;
  exponents: Int32Array;

  constructor(size: number) {
    this.mantissas = new Float64Array(size);
    this.exponents = new Int32Array(size);
  }

  /** Makes room for more numbers, which are 0. */
  grow(size: number): void {
    const { mantissas, exponents } = this;
    this.mantissas = new Float64Array(size);
    this.exponents = new Int32Array(size);
    this.mantissas.set(mantissas);
    this.exponents.set(exponents);
  }

  isZero(index: number): boolean {
    return this.mantissas[index] === 0;
  }

  /** Adds mantissa · 2^(256 · exponent), where the mantissa may be a product of two mantissas and a weight. */
  add(index: number, mantissa: number, exponent: number): void {
    if (mantissa === 0) return;
    let added = mantissa;
    let addedExponent = exponent;
    while (added >= largest) {
      added *= inverseRadix;
      addedExponent += 1;
    }
    while (added < smallest) {
      added *= radix;
      addedExponent -= 1;
    }
    const { mantissas, exponents } = this;
    const own = mantissas[index]!;
    const difference = addedExponent - exponents[index]!;
    if (own === 0 || difference > 1) {
      mantissas[index] = added;
      exponents[index] = addedExponent;
    } else if (difference === 0) {
      mantissas[index] = own + added;
    } else if (difference === 1) {
      mantissas[index] = own * inverseRadix + added;
      exponents[index] = addedExponent;
    } else if (difference === -1) {
      mantissas[index] = own + added * inverseRadix;
    }
    // What remains is smaller by 2^256 at least.
  }

  /** The natural logarithm; −Infinity of 0. */
  log(index: number): number {
    return Math.log(this.mantissas[index]!) + logRadix * this.exponents[index]!;
  }
}

/** (mantissa · 2^(256 · exponent)) / total[index], where the result is known to be at most about 1. */
export function shareOf(mantissa: number, exponent: number, total: ScaledNumbers, index: number): number {
  const difference = exponent - total.exponents[index]!;
  const ratio = mantissa / total.mantissas[index]!;
  return difference === 0 ? ratio : ratio * radix ** difference;
}
