import type { Tfjs, TfTensor } from '../tfjs.ts';
import { permute } from './arrange.ts';
import { broadcasting } from './broadcast.ts';
import { isEmpty, type Operation, sameSizes, type Translation } from './translation.ts';

/** A tensor whose axes have names. */
interface Labeled {
  readonly labels: string;
  readonly make: Operation;
}

/**
 * Sums of products as products of matrices: axes are the batch (in both arguments and the result), rows and columns (in one
 * argument and the result) and what is summed over. None of the backends but the plain one has an `einsum` that trains.
 */
export const einsum: Translation<'einsum'> = ({ tf, attributes, shape, argumentShapes }) => {
  const { output } = attributes;
  if (argumentShapes.some(isEmpty)) return () => tf.zeros([...shape]);
  const sizes = new Map<string, number>();
  for (const [index, labels] of [attributes.left, attributes.right].entries())
    for (const [axis, label] of [...labels].entries()) sizes.set(label, argumentShapes[index]?.[axis] as number);

  const left = summed(tf, attributes.left, attributes.right + output, (args) => args[0] as TfTensor);
  const right = summed(tf, attributes.right, attributes.left + output, (args) => args[1] as TfTensor);
  const contracted = keep(left.labels, (label) => right.labels.includes(label) && !output.includes(label));
  const rows = keep(output, (label) => !right.labels.includes(label));
  const columns = keep(output, (label) => !left.labels.includes(label));

  if (contracted === '') return product(tf, left, right, output, sizes);
  if (rows === '' && columns === '') {
    const whole = product(tf, left, right, output + contracted, sizes);
    const axes = Array.from(contracted, (_, index) => output.length + index);
    return (args) => tf.sum(whole(args), axes);
  }
  const order = { batch: keep(output, (label) => !rows.includes(label) && !columns.includes(label)), contracted };
  // The transposed product is the same with the arguments exchanged; whichever spends less on copies.
  const plain = matrixProduct(tf, left, right, { ...order, rows, columns }, output, sizes);
  const exchanged = matrixProduct(tf, right, left, { ...order, rows: columns, columns: rows }, output, sizes);
  return exchanged.copying < plain.copying ? exchanged.run : plain.run;
};

function keep(labels: string, wanted: (label: string) => boolean): string {
  return [...labels].filter(wanted).join('');
}

/** Sums over the axes that nobody else has. */
function summed(tf: Tfjs, labels: string, others: string, make: Operation): Labeled {
  const own = [...labels].flatMap((label, axis) => (others.includes(label) ? [] : [axis]));
  if (own.length === 0) return { labels, make };
  return { labels: keep(labels, (label) => others.includes(label)), make: (args) => tf.sum(make(args), own) };
}

/** What a transposition takes for each element: one that keeps the last axis moves whole rows, which is twice as fast. */
function costOf(from: string, to: string): number {
  if (from === to) return 0;
  return from.at(-1) === to.at(-1) ? 1 : 2;
}

function permuted(tf: Tfjs, { labels, make }: Labeled, order: string): Operation {
  if (labels === order) return make;
  const permutation = [...order].map((label) => labels.indexOf(label));
  return (args) => permute(tf, make(args), permutation);
}

/** Products without a sum: each argument gets axes of size 1 where the result has one more. */
function product(
  tf: Tfjs,
  left: Labeled,
  right: Labeled,
  output: string,
  sizes: ReadonlyMap<string, number>,
): Operation {
  const aligned = (tensor: Labeled): Operation => {
    const order = keep(output, (label) => tensor.labels.includes(label));
    const make = permuted(tf, tensor, order);
    // Missing axes in front need no reshaping: products align their arguments at the last axis.
    if (output.endsWith(order)) return make;
    const begin = [...output].findIndex((label) => order.includes(label));
    const shape = [...output].slice(begin).map((label) => (order.includes(label) ? (sizes.get(label) as number) : 1));
    return (args) => tf.reshape(make(args), shape);
  };
  const [a, b] = [aligned(left), aligned(right)];
  const shape = [...output].map((label) => sizes.get(label) as number);
  const own = (tensor: Labeled): number[] =>
    [...output].map((label) => (tensor.labels.includes(label) ? (sizes.get(label) as number) : 1));
  const multiply = broadcasting(tf, 'Multiply', shape, [own(left), own(right)]);
  return (args) => multiply([a(args), b(args)]);
}

interface Order {
  readonly batch: string;
  readonly rows: string;
  readonly columns: string;
  readonly contracted: string;
}

function matrixProduct(
  tf: Tfjs,
  left: Labeled,
  right: Labeled,
  { batch, rows, columns, contracted }: Order,
  output: string,
  sizes: ReadonlyMap<string, number>,
): { readonly run: Operation; readonly copying: number } {
  const sizeOf = (labels: string): number =>
    [...labels].reduce((total, label) => total * (sizes.get(label) as number), 1);
  const matrix = (
    tensor: Labeled,
    before: string,
    after: string,
  ): { readonly make: Operation; readonly flip: boolean; readonly cost: number } => {
    const flip = tensor.labels === batch + after + before && before + after !== after + before;
    const order = flip ? tensor.labels : batch + before + after;
    const cost = costOf(tensor.labels, order) * sizeOf(order);
    const make = permuted(tf, tensor, order);
    const [m, n] = flip ? [sizeOf(after), sizeOf(before)] : [sizeOf(before), sizeOf(after)];
    const own = [...order].map((label) => sizes.get(label) as number);
    const target = batch === '' ? [m, n] : [sizeOf(batch), m, n];
    if (sameSizes(own, target)) return { make, flip, cost };
    return { make: (args) => tf.reshape(make(args), target), flip, cost };
  };
  const a = matrix(left, rows, contracted);
  const b = matrix(right, contracted, columns);
  const natural = batch + rows + columns;
  const engine = tf.engine();
  const options = { transposeA: a.flip, transposeB: b.flip };
  const target = [...natural].map((label) => sizes.get(label) as number);
  const made = batch === '' ? [sizeOf(rows), sizeOf(columns)] : [sizeOf(batch), sizeOf(rows), sizeOf(columns)];
  const reshaped = sameSizes(made, target);
  const multiply: Operation = (args) => {
    const result: TfTensor = engine.runKernel('BatchMatMul', { a: a.make(args), b: b.make(args) }, options);
    return reshaped ? result : tf.reshape(result, target);
  };
  return {
    run: permuted(tf, { labels: natural, make: multiply }, output),
    copying: a.cost + b.cost + costOf(natural, output) * sizeOf(output),
  };
}
