import type { RandomStream } from '../random/streams.ts';

/** A distribution of initial values. */
export interface Initializer {
  readonly name: string;
  /** Row-major values for a tensor of this shape. */
  sample(shape: readonly number[], random: RandomStream): Float64Array;
}

function filled(shape: readonly number[], next: () => number): Float64Array {
  return Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, next);
}

/** Every number is `value`. */
export function constant(value: number): Initializer {
  return { name: `constant(${value})`, sample: (shape) => filled(shape, () => value) };
}

/** Uniform on [−bound, bound). */
export function uniform(bound: number): Initializer {
  return {
    name: `uniform(${bound})`,
    sample: (shape, random) => filled(shape, () => (2 * random.uniform() - 1) * bound),
  };
}

/** The sum of so many numbers that are uniform on [−bound, bound). */
export function sumOfUniforms(bound: number, terms: number): Initializer {
  return {
    name: `sumOfUniforms(${bound}, ${terms})`,
    sample(shape, random) {
      const draws = Array.from({ length: terms }, () => uniform(bound).sample(shape, random));
      return draws.reduce((total, draw) => total.map((value, index) => value + (draw[index] as number)));
    },
  };
}

/** Uniform with bound gain · sqrt(6 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierUniform(options: {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly gain?: number;
}): Initializer {
  const { fanIn, fanOut, gain = 1 } = options;
  return { ...uniform(gain * Math.sqrt(6 / (fanIn + fanOut))), name: `xavierUniform(${fanIn}, ${fanOut}, ${gain})` };
}
