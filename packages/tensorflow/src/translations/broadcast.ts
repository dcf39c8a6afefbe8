import type { Tfjs, TfTensor } from '../tfjs.ts';
import { maximumRank, mergeAxes } from './merge-axes.ts';
import { type Operation, sameSizes } from './translation.ts';

/**
 * A kernel of two arguments that it broadcasts to `shape`. Kernels are called directly: the functions of the public interface
 * of TensorFlow.js open a scope for each call, which costs as much as a small kernel.
 */
export function broadcasting(
  tf: Tfjs,
  kernel: string,
  shape: readonly number[],
  argumentShapes: readonly (readonly number[])[],
): Operation {
  const engine = tf.engine();
  const run = (a: TfTensor, b: TfTensor): TfTensor => engine.runKernel(kernel, { a, b });
  if (shape.length <= maximumRank) return ([a, b]) => run(a as TfTensor, b as TfTensor);
  const merged = mergeBroadcast(argumentShapes, shape);
  return (args) => {
    const [a, b] = args.map((x, place) =>
      merged === undefined ? tf.reshape(stretch(tf, x, shape), [-1]) : tf.reshape(x, merged[place] as number[]),
    ) as [TfTensor, TfTensor];
    return tf.reshape(run(a, b), [...shape]);
  };
}

/**
 * Shapes for arguments that are broadcast to one of many axes: neighboring axes are one if every argument either has all of
 * them or is stretched along all of them. Undefined where too many would be left.
 */
function mergeBroadcast(
  argumentShapes: readonly (readonly number[])[],
  shape: readonly number[],
): readonly number[][] | undefined {
  const aligned = argumentShapes.map((own) => [...new Array<number>(shape.length - own.length).fill(1), ...own]);
  const pattern = (axis: number): string => aligned.map((own) => own[axis] === shape[axis]).join(' ');
  const starts = shape.flatMap((_, axis) => (axis === 0 || pattern(axis) !== pattern(axis - 1) ? [axis] : []));
  if (starts.length > maximumRank) return undefined;
  return aligned.map((own) =>
    starts.map((start, group) =>
      own.slice(start, starts[group + 1] ?? shape.length).reduce((product, size) => product * size, 1),
    ),
  );
}

/** A tensor repeated along missing axes and axes of size 1. */
export function stretch(tf: Tfjs, x: TfTensor, shape: readonly number[]): TfTensor {
  if (sameSizes(x.shape, shape)) return x;
  const missing = shape.length - x.shape.length;
  const own = [...new Array<number>(missing).fill(1), ...x.shape];
  const stretched = shape.flatMap((size, axis) => (own[axis] === size ? [] : [axis]));
  if (stretched.length >= maximumRank) {
    // Half of the axes first.
    const later = stretched.slice(stretched.length >> 1);
    const between = shape.map((size, axis) => (later.includes(axis) ? 1 : size));
    return stretch(tf, stretch(tf, x, between), shape);
  }
  const times = shape.map((size, axis) => (own[axis] === size ? 1 : size));
  const merged = mergeAxes('broadcastTo', own, (axis) => times[axis] !== 1);
  if (merged === undefined) return tf.tile(missing === 0 ? x : tf.reshape(x, own), times);
  const repeated = tf.tile(
    tf.reshape(x, merged.shape),
    merged.starts.map((start) => times[start] as number),
  );
  return tf.reshape(repeated, [...shape]);
}
