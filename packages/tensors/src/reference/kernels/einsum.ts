import type { BinaryRow } from './elementwise.ts';
import type { KernelMaker } from './kernel.ts';
import { collapse, forEachRow, innerLoop, type LoopNest, strides } from './loops.ts';

/** How gladly a loop is innermost: neighbors in memory are fast, and a sum that stays in one place even more so. */
function preference(steps: readonly number[]): number {
  return steps.filter((step) => step === 1).length + steps.filter((step) => step === 0).length * 0.5;
}

/** Sum of products: one loop a label, the sum running wherever the result has no such label. */
export const einsum: KernelMaker<'einsum'> = ({ attributes: { left, right, output }, shape, argumentShapes }) => {
  const labels = [...new Set(output + left + right)];
  const [shapeA, shapeB] = argumentShapes as [readonly number[], readonly number[]];
  const stepsOf = (own: string, ownShape: readonly number[]): number[] => {
    const steps = strides(ownShape);
    return labels.map((label) => (own.includes(label) ? (steps[own.indexOf(label)] as number) : 0));
  };
  const sizes = labels.map((label) => {
    if (left.includes(label)) return shapeA[left.indexOf(label)] as number;
    return shapeB[right.indexOf(label)] as number;
  });
  const operands = [stepsOf(output, shape), stepsOf(left, shapeA), stepsOf(right, shapeB)];
  const nest = collapse(innermostLast({ sizes, operands }));
  const { length, steps } = innerLoop(nest);
  const [step, stepA, stepB] = steps as [number, number, number];

  return (out, [a, b]) => {
    const [x, y] = [a, b] as [Float64Array, Float64Array];
    out.fill(0);
    if (step === 0) forEachRow(nest, (at, atA, atB) => addProducts(out, at, length, x, atA, stepA, y, atB, stepB));
    else if (stepA === 0 && step === 1 && stepB === 1)
      forEachRow(nest, (at, atA, atB) => addMultiple(out, at, length, x[atA] as number, y, atB));
    else forEachRow(nest, (at, atA, atB) => addProductsApart(out, at, step, length, x, atA, stepA, y, atB, stepB));
  };
};

/** Adds the sum of the products of two rows to one number. */
const addProducts: BinaryRow = (out, at, length, a, atA, stepA, b, atB, stepB) => {
  let total = 0;
  for (let index = 0; index < length; index++)
    total += (a[atA + index * stepA] as number) * (b[atB + index * stepB] as number);
  out[at] = (out[at] as number) + total;
};

/** Adds a multiple of a row to a row: what a product of matrices mostly does. */
function addMultiple(
  out: Float64Array,
  at: number,
  length: number,
  factor: number,
  b: Float64Array,
  atB: number,
): void {
  for (let index = 0; index < length; index++)
    out[at + index] = (out[at + index] as number) + factor * (b[atB + index] as number);
}

/** Adds the products of two rows to a row. */
function addProductsApart(
  out: Float64Array,
  at: number,
  step: number,
  length: number,
  a: Float64Array,
  atA: number,
  stepA: number,
  b: Float64Array,
  atB: number,
  stepB: number,
): void {
  for (let index = 0; index < length; index++) {
    const place = at + index * step;
    out[place] = (out[place] as number) + (a[atA + index * stepA] as number) * (b[atB + index * stepB] as number);
  }
}

function innermostLast({ sizes, operands }: LoopNest): LoopNest {
  const axes = sizes.map((_, axis) => axis);
  const scores = axes.map((axis) =>
    sizes[axis] === 1 ? -1 : preference(operands.map((steps) => steps[axis] as number)),
  );
  const inner = scores.indexOf(Math.max(...scores, -1));
  const order = inner < 0 ? axes : [...axes.filter((axis) => axis !== inner), inner];
  const pick = (numbers: readonly number[]): number[] => order.map((axis) => numbers[axis] as number);
  return { sizes: pick(sizes), operands: operands.map(pick) };
}
