import {
  abs,
  add,
  apply,
  argMax,
  broadcastTo,
  capacity,
  cast,
  concat,
  cumsum,
  type Dimension,
  defineRecurrence,
  div,
  divNoNan,
  einsum,
  entries,
  equal,
  exp,
  expandDims,
  extend,
  fill,
  floor,
  gather,
  isSymbolic,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSoftmax,
  logSumExp,
  max,
  maximum,
  minimum,
  mul,
  neg,
  oneHot,
  pad,
  pow,
  type Recurrence,
  range,
  reshape,
  reverse,
  type Shape,
  type StepContext,
  sameShape,
  sigmoid,
  sign,
  sliceAxis,
  softmax,
  sqrt,
  stopGradient,
  sub,
  sum,
  type Tensor,
  type Tensors,
  tanh,
  transpose,
  where,
} from '@pushdown/tensors';
import { LaneError, type LaneInfo, propagateLanes } from '../../src/passes/lanes.ts';

/** What a random recurrence is made from. Every list shrinks to less, every number to 0. */
export interface Recipe {
  readonly batch: number;
  /** Without a batch, or with steps that may mix its sequences: then nothing is known about the first axis. */
  readonly mode: 'batched' | 'mixing' | 'none';
  /** Numbers that choose an operation and what it is applied to. */
  readonly nodes: readonly (readonly number[])[];
  readonly states: readonly number[];
  readonly tables: readonly number[];
  readonly outputs: readonly number[];
  readonly losses: readonly number[];
}

/** Numbers at which no value of a random graph is likely to be, so that rounding decides no comparison. */
const threshold = 0.137_193;

interface Pool {
  readonly float: Tensor[];
  readonly bool: Tensor[];
  readonly int: Tensor[];
}

/** Takes decisions one after the other; 0 when there are none left. */
function decisions(numbers: readonly number[]): (count: number) => number {
  let next = 0;
  return (count) => (numbers[next++] ?? 0) % Math.max(1, count);
}

/** Whether a size changes from step to step. */
function isGrowing(size: Dimension): boolean {
  return isSymbolic(size) && size.symbol === 'entries';
}

/** Whether an element may be taken away: capacities of these runs are at least 3, and no table has an entry at first. */
function canShrink(size: Dimension): boolean {
  return isSymbolic(size) && size.offset >= (size.symbol === 'capacity' ? 0 : 1);
}

/** The largest over no elements is −∞, which would make everything that follows infinite. */
function atLeast(x: Tensor): Tensor {
  return maximum(x, -3);
}

/** Sizes for estimates; capacities are small in these tests. */
function volume(shape: Shape): number {
  return shape.reduce<number>((total, size) => total * (isSymbolic(size) ? 8 : size), 1);
}

function broadcasts(a: Shape, b: Shape): boolean {
  const rank = Math.min(a.length, b.length);
  for (let axis = 1; axis <= rank; axis++) {
    const [left, right] = [a.at(-axis) as Dimension, b.at(-axis) as Dimension];
    if (left !== 1 && right !== 1 && !sameDimension(left, right)) return false;
  }
  return true;
}

function sameDimension(a: Dimension, b: Dimension): boolean {
  return sameShape([a], [b]);
}

type Choose = (count: number) => number;

function pick<T>(choose: Choose, list: readonly T[]): T {
  return list[choose(list.length)] as T;
}

/** A partner that broadcasts with x: a constant if there is no other. */
function partner(choose: Choose, x: Tensor, candidates: readonly Tensor[]): Tensor {
  const fitting = candidates.filter((other) => broadcasts(x.shape, other.shape));
  return fitting.length === 0 ? fill([], 1, candidates[0]?.dtype ?? x.dtype) : pick(choose, fitting);
}

/** Sums are scaled down, so that values stay tame. */
function tamed(x: Tensor, terms: number): Tensor {
  return mul(x, 1 / Math.max(1, Math.sqrt(terms)));
}

function randomEinsum(choose: Choose, x: Tensor, y: Tensor): Tensor {
  const letters = 'abcdefghijkl';
  const left = letters.slice(0, x.shape.length);
  let fresh = x.shape.length;
  let right = '';
  for (const size of y.shape) {
    const matching = [...left].filter(
      (label, axis) => sameDimension(x.shape[axis] as Dimension, size) && !right.includes(label),
    );
    right += matching.length > 0 && choose(4) > 0 ? matching[0] : letters[fresh++];
  }
  const all = [...new Set([...left, ...right])];
  const kept = all.filter(() => choose(2) === 0);
  const output = choose(3) === 0 ? kept.toReversed() : kept;
  const sizeOf = (label: string): Dimension =>
    (left.includes(label) ? x.shape[left.indexOf(label)] : y.shape[right.indexOf(label)]) as Dimension;
  const terms = volume(all.filter((label) => !output.includes(label)).map(sizeOf));
  return tamed(einsum(`${left},${right}->${output.join('')}`, x, y), terms);
}

function randomAxes(choose: Choose, x: Tensor): number[] {
  const axes = x.shape.map((_, axis) => axis).filter(() => choose(2) === 1);
  return axes.length === 0 && x.shape.length > 0 ? [choose(x.shape.length)] : axes;
}

function permutationOf(choose: Choose, rank: number): number[] {
  const left = Array.from({ length: rank }, (_, axis) => axis);
  return Array.from({ length: rank }, () => left.splice(choose(left.length), 1)[0] as number);
}

function randomReshape(choose: Choose, x: Tensor): Tensor {
  const { shape } = x;
  const axis = choose(shape.length + 1);
  const size = shape[axis];
  const next = shape[axis + 1];
  switch (choose(4)) {
    case 0:
      return reshape(x, [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
    case 1:
      if (size === undefined || next === undefined || isSymbolic(size) || isSymbolic(next)) return x;
      return reshape(x, [...shape.slice(0, axis), size * next, ...shape.slice(axis + 2)]);
    case 2: {
      const factor = [2, 3, 5].find((prime) => typeof size === 'number' && size > 0 && size % prime === 0);
      if (factor === undefined) return x;
      return reshape(x, [...shape.slice(0, axis), factor, (size as number) / factor, ...shape.slice(axis + 1)]);
    }
    default:
      return size === 1 ? reshape(x, [...shape.slice(0, axis), ...shape.slice(axis + 1)]) : x;
  }
}

function randomSlice(choose: Choose, x: Tensor): Tensor {
  if (x.shape.length === 0) return x;
  const axis = choose(x.shape.length);
  const size = x.shape[axis] as Dimension;
  if (isSymbolic(size)) {
    if (!canShrink(size)) return x;
    return choose(2) === 0 ? sliceAxis(x, axis, 1) : sliceAxis(x, axis, 0, -1);
  }
  const begin = choose(size);
  return sliceAxis(x, axis, begin, begin + 1 + choose(size - begin));
}

function randomPad(choose: Choose, x: Tensor): Tensor {
  const axis = choose(x.shape.length);
  const paddings = x.shape.map((_, other) => (other === axis ? ([choose(3), choose(3)] as const) : ([0, 0] as const)));
  return pad(x, paddings, choose(2) === 0 ? 0 : 0.5);
}

function randomConcat(choose: Choose, x: Tensor, all: readonly Tensor[]): Tensor {
  if (x.shape.length === 0) return x;
  const axis = choose(x.shape.length);
  const fits = ({ shape }: Tensor): boolean =>
    shape.length === x.shape.length &&
    shape.every((size, other) => other === axis || sameDimension(size, x.shape[other] as Dimension));
  const summable = (other: Tensor): boolean =>
    !isSymbolic(x.shape[axis] as Dimension) || !isSymbolic(other.shape[axis] as Dimension);
  const others = all.filter((other) => fits(other) && summable(other));
  if (others.length === 0) return x;
  const other = pick(choose, others);
  return concat(choose(2) === 0 ? [x, other] : [other, x], axis);
}

/** The newest element in front, the oldest one lost: how memories of a `capacity` move, and entries that grow. */
function shift(choose: Choose, x: Tensor, all: readonly Tensor[]): Tensor {
  const axis = x.shape.findIndex(canShrink);
  if (axis < 0) return x;
  const front = x.shape.map((size, other) => (other === axis ? 1 : size));
  const source = all.filter(({ shape }) =>
    sameShape(
      shape,
      front.filter((_, other) => other !== axis),
    ),
  );
  const first = source.length === 0 ? fill(front, 0.25) : expandDims(pick(choose, source), axis);
  return choose(2) === 0
    ? concat([first, sliceAxis(x, axis, 0, -1)], axis)
    : concat([sliceAxis(x, axis, 1), first], axis);
}

/** Integers made into rows of a table of constant size. */
function rowsOf(indices: Tensor, rows: number): Tensor {
  return maximum(minimum(indices, rows - 1), 0);
}

function randomGather(choose: Choose, table: Tensor, ints: readonly Tensor[]): Tensor {
  const [rows] = table.shape;
  return typeof rows === 'number' && rows > 0 ? gather(table, rowsOf(pick(choose, ints), rows)) : table;
}

/** Rows of x added up: what derivatives of gather do. */
function randomScatter(choose: Choose, x: Tensor, ints: readonly Tensor[]): Tensor {
  const heads = ints.filter(({ shape }) => sameShape(shape, x.shape.slice(0, shape.length)));
  const rows = 2 + choose(4);
  return heads.length === 0
    ? x
    : tamed(apply('scatterAdd', [x, rowsOf(pick(choose, heads), rows)], { rows }), volume(x.shape.slice(0, 1)));
}

function randomCondition(choose: Choose, { float, bool, int }: Pool): Tensor {
  const a = pick(choose, float);
  switch (choose(8)) {
    case 0:
      return less(a, threshold);
    case 1:
      return lessEqual(threshold, a);
    case 2:
      return equal(pick(choose, int), choose(4));
    case 3:
      return bool.length === 0 ? less(0, pick(choose, int)) : logicalNot(pick(choose, bool));
    case 4:
    case 5:
    case 6: {
      if (bool.length === 0) return less(a, -threshold);
      const x = pick(choose, bool);
      const y = partner(choose, x, bool);
      return pick(choose, [logicalAnd, logicalOr, equal, lessEqual])(x, y);
    }
    default:
      return fill([], choose(2), 'bool');
  }
}

function runningSum(choose: Choose, x: Tensor): Tensor {
  if (x.shape.length === 0) return x;
  const axis = choose(x.shape.length);
  return tamed(cumsum(x, axis, choose(2) === 1, choose(2) === 1), volume(x.shape.slice(axis, axis + 1)));
}

/** One more tensor, from those there are. */
function randomTensor(choose: Choose, pool: Pool): Tensor {
  const { float, bool, int } = pool;
  // Later tensors are more interesting than inputs.
  const x = float[Math.max(0, float.length - 1 - choose(choose(2) === 0 ? 4 : float.length))] as Tensor;
  const y = (): Tensor => partner(choose, x, float);
  const operations: readonly (() => Tensor)[] = [
    () => neg(x),
    () => exp(tanh(x)),
    () => log(add(abs(x), 0.5)),
    () => log1p(abs(x)),
    () => sqrt(add(abs(x), 0.25)),
    () => abs(x),
    () => mul(sign(sub(x, threshold)), y()),
    () => mul(floor(add(mul(x, 1.7), threshold)), 0.5),
    () => tanh(x),
    () => sigmoid(x),
    () => add(stopGradient(x), y()),
    () => add(x, y()),
    () => sub(x, y()),
    () => mul(x, y()),
    () => div(x, add(abs(y()), 0.5)),
    () => {
      const divisor = y();
      return divNoNan(x, where(less(abs(divisor), 0.4), 0, divisor));
    },
    () => pow(add(abs(x), 0.25), tanh(y())),
    () => maximum(x, y()),
    () => minimum(x, y()),
    () => {
      const condition = randomCondition(choose, pool);
      return where(condition, partner(choose, condition, [x]), 0.5);
    },
    () => randomCondition(choose, pool),
    () => {
      const condition = randomCondition(choose, pool);
      return where(condition, mul(partner(choose, condition, float), 0.75), threshold);
    },
    () => (bool.length === 0 ? cast(pick(choose, int), 'float') : cast(pick(choose, bool), 'float')),
    () => tamed(sum(x, randomAxes(choose, x), choose(2) === 0), 8),
    () => tamed(sum(x, randomAxes(choose, x)), 8),
    () => atLeast(max(x, randomAxes(choose, x), choose(2) === 0)),
    () => randomEinsum(choose, x, pick(choose, float)),
    () => randomEinsum(choose, x, pick(choose, float)),
    () => randomEinsum(choose, pick(choose, float), x),
    () => randomReshape(choose, x),
    () => randomReshape(choose, x),
    () => transpose(x, permutationOf(choose, x.shape.length)),
    () => (x.shape.length === 0 ? x : reverse(x, randomAxes(choose, x))),
    () => randomSlice(choose, x),
    () => randomSlice(choose, x),
    () => (x.shape.length === 0 ? x : randomPad(choose, x)),
    () => randomConcat(choose, x, float),
    () => randomConcat(choose, x, float),
    () => broadcastTo(x, [2 + choose(2), ...x.shape]),
    () => (x.shape.length === 0 ? x : softmax(x, choose(x.shape.length))),
    () => (x.shape.length === 0 ? x : logSoftmax(x, choose(x.shape.length))),
    () => (x.shape.length === 0 ? x : atLeast(logSumExp(x, choose(x.shape.length)))),
    () => oneHot(pick(choose, int), 4),
    () => (x.shape.length === 0 ? x : argMax(x, choose(x.shape.length))),
    () => {
      const whole = pick(choose, int);
      const other = partner(choose, whole, int);
      return pick(choose, [add, sub, maximum])(whole, other);
    },
    () => add(x, mul(cast(range(x.shape.at(-1) ?? 1), 'float'), 0.1)),
    () => shift(choose, x, float),
    () => shift(choose, x, float),
  ];
  // With kernels of their own, these would else be too rare to meet all others.
  const ordered: readonly (() => Tensor)[] = [
    () => runningSum(choose, x),
    () => randomGather(choose, x, int),
    () => randomGather(choose, pick(choose, float), int),
    () => randomScatter(choose, x, int),
  ];
  return pick(choose, choose(5) === 4 ? ordered : operations)();
}

/** A tensor of the wanted shape from the newest one that broadcasts to it. */
function fitted(choose: Choose, shape: Shape, pool: readonly Tensor[]): Tensor | undefined {
  const fitting = pool.filter(
    (x) => x.shape.length <= shape.length && broadcasts(x.shape, shape) && broadcastsTo(x.shape, shape),
  );
  return fitting.length === 0 ? undefined : pick(choose, fitting.toReversed());
}

function broadcastsTo(from: Shape, to: Shape): boolean {
  return from.every((size, axis) => size === 1 || sameDimension(size, to[axis + to.length - from.length] as Dimension));
}

/** Sizes that do not divide each other, so that an axis taken for another shows. */
const sizes = { width: 3, height: 5, symbols: 4 };

/** Shapes a state may have, after the batch. */
const stateShapes: readonly Shape[] = [[], [3], [5], [capacity], [capacity, 3], [3, capacity], [2, 3]];

/** Shapes an entry of a table may have, after the batch. */
const entryShapes: readonly Shape[] = [
  [],
  [3],
  [capacity],
  [extend(entries, 1)],
  [extend(entries, 2), 3],
  [3, extend(entries, 1)],
];

/** A tensor without sizes that change from step to step. */
function settled(x: Tensor): Tensor {
  const axes = x.shape.flatMap((size, axis) => (isGrowing(size) ? [axis] : []));
  return axes.length === 0 ? x : tamed(sum(x.dtype === 'float' ? x : cast(x, 'float'), axes), 8);
}

/** What a step writes into a table: something new, or what was read of it and something new at one end. */
function randomEntry(choose: Choose, table: Tensor, shape: Shape, newest: (shape: Shape) => Tensor): Tensor {
  const axis = shape.findIndex(isGrowing);
  if (axis < 0 || choose(3) === 0) return tanh(broadcastTo(newest(shape), shape));
  const sizes = shape.map((size, other) => (other === axis ? 1 : size));
  const fresh = broadcastTo(newest(sizes), sizes);
  const earlier = tanh(sum(table, 0));
  return concat(choose(2) === 0 ? [earlier, fresh] : [fresh, earlier], axis);
}

/** Large sums that cancel each other would leave nothing but their rounding errors. */
function lossOf(term: Tensor): Tensor {
  return tamed(mul(sum(tanh(term)), 0.25), volume(term.shape));
}

/** The recurrence of a recipe. Its parameters are `bias`, `matrix`, `square`, `scale` and one start a state. */
export function randomRecurrence({ batch, mode, nodes, states, tables, outputs, losses }: Recipe): Recurrence {
  const { width, height } = sizes;
  const shapes = states.map((number) => stateShapes[number % stateShapes.length] as Shape);
  const starts = Object.fromEntries(
    shapes.map((shape, index) => [`start ${index}`, shape.map((size) => (isSymbolic(size) ? 1 : size))]),
  );
  const stateOf = (index: number): Shape => [batch, ...(shapes[index] as Shape)];
  const entryOf = (number: number): Shape => [batch, ...(entryShapes[number % entryShapes.length] as Shape)];

  const lanesOf = (leaf: Tensor): LaneInfo => {
    const { role } = leaf.attributes as { readonly role: string };
    const axis = role === 'input' || role === 'carry' ? 0 : role === 'table' ? 1 : undefined;
    return { axis, uniform: new Set() };
  };
  /** Whether a tensor keeps the sequences of a batch apart. */
  const separate = (x: Tensor): boolean => {
    try {
      propagateLanes([x], lanesOf);
      return true;
    } catch (error) {
      if (error instanceof LaneError) return false;
      throw error;
    }
  };
  const laneAxis = (x: Tensor): number | undefined => propagateLanes([x], lanesOf).get(x)?.axis;

  return defineRecurrence({
    name: 'random',
    ...(mode === 'none' ? {} : { batchSize: batch }),
    parameters: { bias: [width], matrix: [width, height], square: [width, width], scale: [], ...starts },
    inputs: {
      x: { shape: [batch, width], dtype: 'float' },
      y: { shape: [batch, height], dtype: 'float' },
      z: { shape: [batch, 2, width], dtype: 'float', initial: true },
      symbols: { shape: [batch], dtype: 'int' },
      flags: { shape: [batch, 1], dtype: 'bool' },
    },
    settings: ['rate'],
    tables: Object.fromEntries(tables.map((number, index) => [`table ${index}`, entryOf(number)])),
    initial: ({ parameters, inputs }) => {
      const carry: Record<string, Tensor> = {};
      for (const [index, number] of states.entries()) {
        const shape = stateOf(index);
        const start = parameters[`start ${index}`] as Tensor;
        const seed = sum(inputs.z as Tensor, [1, 2]);
        const kinds = [
          () => fill(shape, 0),
          () => broadcastTo(start, shape),
          () => tanh(broadcastTo(add(start, reshape(seed, [batch, ...start.shape.map(() => 1)])), shape)),
          () => broadcastTo(mul(start, threshold), shape),
        ];
        carry[`state ${index}`] = (kinds[Math.floor(number / 7) % kinds.length] as () => Tensor)();
      }
      return { carry, outputs: states.length === 0 ? {} : { first: carry['state 0'] as Tensor } };
    },
    step: (context: StepContext) => {
      const { parameters, inputs, settings, carry } = context;
      const pool: Pool = {
        float: [
          ...(['bias', 'matrix', 'square', 'scale'] as const).map((name) => parameters[name] as Tensor),
          settings.rate as Tensor,
          ...(['z', 'y', 'x'] as const).map((name) => inputs[name] as Tensor),
          ...Object.values(carry),
          ...Object.values(context.tables),
        ],
        int: [inputs.symbols as Tensor, range(width)],
        bool: [inputs.flags as Tensor],
      };
      const given = pool.float.length;
      for (const numbers of nodes) {
        const next = randomTensor(decisions(numbers), pool);
        if (volume(next.shape) > 1200 || next.shape.length > 5) continue;
        if (mode === 'batched' && !separate(next)) continue;
        if (!pool[next.dtype].includes(next)) pool[next.dtype].push(next);
      }
      const sourceOf = (choose: Choose, shape: Shape): Tensor => {
        const candidates = pool.float.filter(
          (x) => mode !== 'batched' || [0, undefined].includes(alignedLane(laneAxis(x), x, shape)),
        );
        return fitted(choose, shape, candidates) as Tensor;
      };
      const nextEntries = Object.entries(context.tables).map(([name, table], index) => {
        const number = tables[index] as number;
        const choose = decisions([Math.floor(number / 6), Math.floor(number / 60), Math.floor(number / 600), number]);
        return [name, randomEntry(choose, table, entryOf(number), (shape) => sourceOf(choose, shape))] as const;
      });
      const nextCarry: Record<string, Tensor> = {};
      for (const [index, number] of states.entries()) {
        const shape = stateOf(index);
        const choose = decisions([Math.floor(number / 28), Math.floor(number / 280), number]);
        const source = sourceOf(choose, shape);
        const old = carry[`state ${index}`] as Tensor;
        const moved = [
          () => tanh(add(source, mul(0.5, old))),
          () => tanh(broadcastTo(source, shape)),
          () => broadcastTo(maximum(minimum(source, 3), -3), shape),
          () => old,
        ];
        nextCarry[`state ${index}`] = pick(choose, moved)();
      }
      const chosen: Record<string, Tensor> = {};
      const everything = [...pool.float, ...pool.int, ...pool.bool];
      for (const [index, number] of outputs.entries())
        chosen[`output ${index}`] = settled(everything[everything.length - 1 - (number % everything.length)] as Tensor);
      // Half of the losses are of all that was made, so that nothing of it is left out.
      const made = pool.float.slice(given);
      const terms = losses.some((number) => number % 2 === 1) ? [...losses, ...made.keys()] : losses;
      const parts = terms.map((number) => {
        const term = pool.float[pool.float.length - 1 - (number % pool.float.length)] as Tensor;
        return lossOf(term);
      });
      for (const [index, table] of Object.values(context.tables).entries())
        if ((tables[index] as number) % 2 === 0) parts.push(lossOf(mul(table, parameters.scale as Tensor)));
      const loss = parts.reduce((total, part) => add(total, part), fill([], 0.25));
      const first: Tensors = states.length === 0 ? {} : { first: nextCarry['state 0'] as Tensor };
      return {
        carry: nextCarry,
        outputs: { ...chosen, ...first, loss },
        entries: Object.fromEntries(nextEntries),
      };
    },
  });
}

/** The axis that a batch gets when a tensor is broadcast to a shape. */
function alignedLane(axis: number | undefined, x: Tensor, shape: Shape): number | undefined {
  return axis === undefined ? undefined : axis + shape.length - x.shape.length;
}
