import type { PrimitiveName } from '../../primitives/attributes.ts';
import type { KernelMaker } from './kernel.ts';
import { broadcastStrides, collapse, forEachRow, innerLoop, type LoopNest, strides } from './loops.ts';

export function unary(compute: (x: number) => number): KernelMaker<PrimitiveName> {
  return () =>
    (out, [x]) => {
      const values = x as Float64Array;
      for (let index = 0; index < out.length; index++) out[index] = compute(values[index] as number);
    };
}

/** Loops over a result and the arguments that are broadcast to it. */
function broadcastNest(shape: readonly number[], argumentShapes: readonly (readonly number[])[]): LoopNest {
  const operands = [strides(shape), ...argumentShapes.map((own) => broadcastStrides(own, shape))];
  return collapse({ sizes: shape, operands });
}

/** One innermost loop of a binary operation: `length` results from `at` on, arguments with strides of their own. */
export type BinaryRow = (
  out: Float64Array,
  at: number,
  length: number,
  a: Float64Array,
  atA: number,
  stepA: number,
  b: Float64Array,
  atB: number,
  stepB: number,
) => void;

/** A binary operation from its innermost loop. */
export function binaryRows(row: BinaryRow): KernelMaker<PrimitiveName> {
  return ({ shape, argumentShapes }) => {
    const nest = broadcastNest(shape, argumentShapes);
    const { length, steps } = innerLoop(nest);
    const [, stepA, stepB] = steps as [number, number, number];
    return (out, [a, b]) =>
      forEachRow(nest, (at, atA, atB) =>
        row(out, at, length, a as Float64Array, atA, stepA, b as Float64Array, atB, stepB),
      );
  };
}

/** A binary operation from what it does to two numbers. */
export function binary(compute: (a: number, b: number) => number): KernelMaker<PrimitiveName> {
  return binaryRows((out, at, length, a, atA, stepA, b, atB, stepB) => {
    for (let index = 0; index < length; index++) {
      out[at + index] = compute(a[atA + index * stepA] as number, b[atB + index * stepB] as number);
    }
  });
}

// The three commonest operations have loops of their own: through `binary` every number would cost a call.

export const add: KernelMaker<PrimitiveName> = binaryRows((out, at, length, a, atA, stepA, b, atB, stepB) => {
  for (let index = 0; index < length; index++)
    out[at + index] = (a[atA + index * stepA] as number) + (b[atB + index * stepB] as number);
});

export const sub: KernelMaker<PrimitiveName> = binaryRows((out, at, length, a, atA, stepA, b, atB, stepB) => {
  for (let index = 0; index < length; index++)
    out[at + index] = (a[atA + index * stepA] as number) - (b[atB + index * stepB] as number);
});

export const mul: KernelMaker<PrimitiveName> = binaryRows((out, at, length, a, atA, stepA, b, atB, stepB) => {
  for (let index = 0; index < length; index++)
    out[at + index] = (a[atA + index * stepA] as number) * (b[atB + index * stepB] as number);
});

export const where: KernelMaker<'where'> = ({ shape, argumentShapes }) => {
  const nest = broadcastNest(shape, argumentShapes);
  const { length, steps } = innerLoop(nest);
  const [, stepC, stepA, stepB] = steps as [number, number, number, number];
  return (out, [condition, yes, no]) => {
    const [c, a, b] = [condition, yes, no] as [Float64Array, Float64Array, Float64Array];
    forEachRow(nest, (at, atC, atA, atB) => {
      for (let index = 0; index < length; index++) {
        const taken = c[atC + index * stepC] !== 0;
        out[at + index] = (taken ? a[atA + index * stepA] : b[atB + index * stepB]) as number;
      }
    });
  };
};

export const cast: KernelMaker<'cast'> = ({ attributes: { dtype } }) => {
  const convert = { float: (x: number) => x, int: Math.trunc, bool: (x: number) => (x !== 0 ? 1 : 0) }[dtype];
  return unary(convert)(undefined as never);
};
