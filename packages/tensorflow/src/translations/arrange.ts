import { TensorError } from '@pushdown/tensors';
import type { Tfjs, TfTensor } from '../tfjs.ts';
import { stretch } from './broadcast.ts';
import { mergeAxes, mergePermutation } from './merge-axes.ts';
import { dataTypes, first, isEmpty, sameSizes, type Translation } from './translation.ts';

export const reshape: Translation<'reshape'> = ({ tf, shape, argumentShapes }) => {
  if (sameSizes(shape, argumentShapes[0] ?? [])) return first;
  return (args) => tf.reshape(first(args), [...shape]);
};

export const transpose: Translation<'transpose'> = ({ tf, attributes: { permutation } }) => {
  if (permutation.every((axis, place) => axis === place)) return first;
  return (args) => permute(tf, first(args), permutation);
};

/** Axes in another order, of which there may be many. */
export function permute(tf: Tfjs, x: TfTensor, permutation: readonly number[]): TfTensor {
  const merged = mergePermutation(x.shape, permutation);
  if (merged === undefined) return tf.transpose(x, [...permutation]);
  const result = tf.transpose(tf.reshape(x, merged.shape), merged.permutation);
  return tf.reshape(
    result,
    permutation.map((axis) => x.shape[axis] as number),
  );
}

export const broadcastTo: Translation<'broadcastTo'> =
  ({ tf, shape }) =>
  (args) =>
    stretch(tf, first(args), shape);

export const slice: Translation<'slice'> = ({ tf, attributes, shape, argumentShapes, resolve }) => {
  if (sameSizes(shape, argumentShapes[0] ?? [])) return first;
  const begin = attributes.begin.map(resolve);
  return (args) => sliced(tf, first(args), begin, shape);
};

/** A block of a tensor, which may have many axes. */
export function sliced(tf: Tfjs, x: TfTensor, begin: readonly number[], shape: readonly number[]): TfTensor {
  const engine = tf.engine();
  const merged = mergeAxes('slice', x.shape, (axis) => shape[axis] !== x.shape[axis]);
  if (merged === undefined) return engine.runKernel('Slice', { x }, { begin: [...begin], size: [...shape] });
  const times = (sizes: readonly number[]): number[] =>
    merged.starts.map((start, group) => (sizes[start] as number) * (merged.strides[group] as number));
  const whole = tf.reshape(x, merged.shape);
  const part: TfTensor = engine.runKernel('Slice', { x: whole }, { begin: times(begin), size: times(shape) });
  return tf.reshape(part, [...shape]);
}

/** @throws TensorError, in the words of the reference executor, when a slice reaches beyond what it is taken of. */
export function checkSlice(begin: readonly number[], shape: readonly number[], whole: readonly number[]): void {
  for (const [axis, size] of whole.entries()) {
    const end = (begin[axis] as number) + (shape[axis] as number);
    if (end > size) {
      throw new TensorError(
        `slice: axis ${axis} has ${size} elements in this run, too few for elements ${begin[axis]} to ${end - 1}`,
      );
    }
  }
}

export const pad: Translation<'pad'> = ({ tf, attributes, shape, dtype, argumentShapes, resolve }) => {
  const { value } = attributes;
  const own = argumentShapes[0] ?? [];
  if (isEmpty(own)) return () => tf.fill([...shape], value, dataTypes[dtype]);
  if (sameSizes(shape, own)) return first;
  const paddings = attributes.paddings.map(([before, after]): [number, number] => [resolve(before), resolve(after)]);
  return (args) => padded(tf, first(args), paddings, value);
};

/** A tensor, which may have many axes, with elements added before and after each of them. */
export function padded(tf: Tfjs, x: TfTensor, paddings: readonly (readonly [number, number])[], value = 0): TfTensor {
  const merged = mergeAxes('pad', x.shape, (axis) => paddings[axis]?.some((count) => count > 0) === true);
  if (merged === undefined)
    return tf.pad(
      x,
      paddings.map(([before, after]): [number, number] => [before, after]),
      value,
    );
  const wide = merged.starts.map((start, group): [number, number] => {
    const [before, after] = paddings[start] as readonly [number, number];
    const stride = merged.strides[group] as number;
    return [before * stride, after * stride];
  });
  const shape = x.shape.map((size, axis) => size + (paddings[axis]?.[0] as number) + (paddings[axis]?.[1] as number));
  return tf.reshape(tf.pad(tf.reshape(x, merged.shape), wide, value), shape);
}

export const concat: Translation<'concat'> = ({ tf, attributes: { axis }, argumentShapes }) => {
  const filled = argumentShapes.map((shape) => !isEmpty(shape));
  return (args) => {
    const pieces = args.filter((_, place) => filled[place]);
    return pieces.length === 1 ? first(pieces) : tf.concat(pieces, axis);
  };
};

/** Backends differ in what they do with an index that is not in a table, down to nothing at all; so they get none. */
function checkIndices(operation: string, indices: TfTensor, rows: number): void {
  for (const index of indices.dataSync()) {
    if (!(index >= 0 && index < rows))
      throw new TensorError(`${operation}: index ${index} is outside a table of ${rows} rows`);
  }
}

export const gather: Translation<'gather'> = ({ tf, argumentShapes }) => {
  const rows = argumentShapes[0]?.[0] ?? 0;
  return ([table, indices]) => {
    checkIndices('gather', indices as TfTensor, rows);
    return tf.gather(table as TfTensor, indices as Parameters<typeof tf.gather>[1]);
  };
};

export const scatterAdd: Translation<'scatterAdd'> = ({ tf, attributes: { rows }, shape, argumentShapes }) => {
  if (isEmpty(argumentShapes[0] ?? [])) return () => tf.zeros([...shape]);
  const [whole = [], places = []] = argumentShapes;
  const count = places.reduce((product, size) => product * size, 1);
  const rowsOf = [count, ...whole.slice(places.length)];
  const engine = tf.engine();
  const options = { shape: [...shape] };
  return ([given, indices]) => {
    checkIndices('scatterAdd', indices as TfTensor, rows);
    const updates = sameSizes(whole, rowsOf) ? (given as TfTensor) : tf.reshape(given as TfTensor, rowsOf);
    return engine.runKernel('ScatterNd', { indices: tf.reshape(indices as TfTensor, [count, 1]), updates }, options);
  };
};
