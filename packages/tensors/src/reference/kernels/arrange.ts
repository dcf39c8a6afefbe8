import { TensorError } from '../../errors.ts';
import type { PrimitiveName } from '../../primitives/attributes.ts';
import type { Kernel, KernelMaker } from './kernel.ts';
import { blockCopy, broadcastStrides, strides } from './loops.ts';

export const copy: KernelMaker<PrimitiveName> =
  () =>
  (out, [x]) =>
    out.set(x as Float64Array);

function fromOne(run: (out: Float64Array, x: Float64Array) => void): Kernel {
  return (out, [x]) => run(out, x as Float64Array);
}

function offsetOf(begin: readonly number[], ownStrides: readonly number[]): number {
  return begin.reduce((total, first, axis) => total + first * (ownStrides[axis] as number), 0);
}

export const transpose: KernelMaker<'transpose'> = ({ attributes: { permutation }, shape, argumentShapes }) => {
  const own = strides(argumentShapes[0] as readonly number[]);
  const source = permutation.map((axis) => own[axis] as number);
  return fromOne(blockCopy(shape, { strides: strides(shape), offset: 0 }, { strides: source, offset: 0 }));
};

export const broadcastTo: KernelMaker<'broadcastTo'> = ({ shape, argumentShapes }) => {
  const source = broadcastStrides(argumentShapes[0] as readonly number[], shape);
  return fromOne(blockCopy(shape, { strides: strides(shape), offset: 0 }, { strides: source, offset: 0 }));
};

export const slice: KernelMaker<'slice'> = ({ attributes, shape, argumentShapes, resolve }) => {
  const whole = argumentShapes[0] as readonly number[];
  const begin = attributes.begin.map(resolve);
  for (const [axis, size] of whole.entries()) {
    const end = (begin[axis] as number) + (shape[axis] as number);
    if (end > size) {
      throw new TensorError(
        `slice: axis ${axis} has ${size} elements in this run, too few for elements ${begin[axis]} to ${end - 1}`,
      );
    }
  }
  const own = strides(whole);
  return fromOne(
    blockCopy(shape, { strides: strides(shape), offset: 0 }, { strides: own, offset: offsetOf(begin, own) }),
  );
};

export const pad: KernelMaker<'pad'> = ({ attributes: { paddings, value }, shape, argumentShapes, resolve }) => {
  const inner = argumentShapes[0] as readonly number[];
  const own = strides(shape);
  const offset = offsetOf(
    paddings.map(([before]) => resolve(before)),
    own,
  );
  const place = blockCopy(inner, { strides: own, offset }, { strides: strides(inner), offset: 0 });
  return fromOne((out, x) => {
    out.fill(value);
    place(out, x);
  });
};

export const concat: KernelMaker<'concat'> = ({ attributes: { axis }, shape, argumentShapes }) => {
  const own = strides(shape);
  let begin = 0;
  const copies = argumentShapes.map((piece) => {
    const offset = begin * (own[axis] as number);
    begin += piece[axis] as number;
    return blockCopy(piece, { strides: own, offset }, { strides: strides(piece), offset: 0 });
  });
  return (out, args) => {
    for (const [index, run] of copies.entries()) run(out, args[index] as Float64Array);
  };
};

export const reverse: KernelMaker<'reverse'> = ({ attributes: { axes }, shape }) => {
  const own = strides(shape);
  const source = own.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
  const begin = shape.map((size, axis) => (axes.includes(axis) ? Math.max(size - 1, 0) : 0));
  return fromOne(blockCopy(shape, { strides: own, offset: 0 }, { strides: source, offset: offsetOf(begin, own) }));
};

function rowSize(table: readonly number[]): number {
  return table.slice(1).reduce((product, size) => product * size, 1);
}

function checkIndex(operation: string, index: number, rows: number): void {
  if (!(index >= 0 && index < rows))
    throw new TensorError(`${operation}: index ${index} is outside a table of ${rows} rows`);
}

export const gather: KernelMaker<'gather'> = ({ argumentShapes }) => {
  const table = argumentShapes[0] as readonly number[];
  const size = rowSize(table);
  return (out, [rows, indices]) => {
    for (const [place, index] of (indices as Float64Array).entries()) {
      checkIndex('gather', index, table[0] as number);
      out.set((rows as Float64Array).subarray(index * size, (index + 1) * size), place * size);
    }
  };
};

export const scatterAdd: KernelMaker<'scatterAdd'> = ({ attributes: { rows }, shape }) => {
  const size = rowSize(shape);
  return (out, [updates, indices]) => {
    out.fill(0);
    for (const [place, index] of (indices as Float64Array).entries()) {
      checkIndex('scatterAdd', index, rows);
      for (let column = 0; column < size; column++) {
        out[index * size + column] =
          (out[index * size + column] as number) + ((updates as Float64Array)[place * size + column] as number);
      }
    }
  };
};
