import type { Tfjs, TfTensor } from '../tfjs.ts';
import { mergeRuns } from './merge-axes.ts';
import { first, isEmpty, type Operation, type Translation } from './translation.ts';

export const sum: Translation<'sum'> = ({ tf, attributes: { axes }, shape, argumentShapes: [own = []] }) => {
  if (isEmpty(own)) return () => tf.zeros([...shape]);
  if (axes.length === 0) return first;
  return alongAxes(
    tf,
    own,
    axes,
    (x, some) => tf.engine().runKernel('Sum', { x }, { axis: some, keepDims: false }),
    shape,
  );
};

export const max: Translation<'max'> = ({ tf, attributes: { axes }, shape, argumentShapes: [own = []] }) => {
  if (isEmpty(own)) return () => tf.fill([...shape], Number.NEGATIVE_INFINITY);
  if (axes.length === 0) return first;
  return alongAxes(tf, own, axes, (x, some) => tf.max(x, some), shape);
};

export const argMax: Translation<'argMax'> = ({ tf, attributes: { axis }, shape, argumentShapes: [own = []] }) => {
  if (isEmpty(own)) return () => tf.zeros([...shape], 'int32');
  return alongAxes(tf, own, [axis], (x, [only]) => tf.argMax(x, only), shape);
};

export const cumsum: Translation<'cumsum'> = ({ tf, attributes: { axis, exclusive, reverse }, shape }) =>
  alongAxes(tf, shape, [axis], (x, [only]) => tf.cumsum(x, only, exclusive, reverse), shape);

export const reverse: Translation<'reverse'> = ({ tf, attributes: { axes }, shape }) => {
  if (axes.length === 0) return first;
  return alongAxes(tf, shape, axes, (x, some) => tf.reverse(x, some), shape);
};

/** An operation that does the same to all axes it acts on, of a tensor that may have many of them. */
function alongAxes(
  tf: Tfjs,
  own: readonly number[],
  axes: readonly number[],
  run: (x: TfTensor, axes: number[]) => TfTensor,
  shape: readonly number[],
): Operation {
  const merged = mergeRuns(own, axes);
  if (merged === undefined) return (args) => run(first(args), [...axes]);
  return (args) => tf.reshape(run(tf.reshape(first(args), merged.shape), merged.axes), [...shape]);
}
