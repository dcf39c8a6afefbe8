import {
  type Atom,
  atomsOf,
  constantOf,
  constantValue,
  evaluate,
  linearIn,
  type Polynomial,
  subtract,
} from '../index-maps/polynomial.ts';
import { type Buffer, type Kernel, type Loop, laneAtom } from './kernel.ts';

/** An axis of one side of a product: the variable that runs along it, its size, and the size it has in memory. */
export interface Axis {
  readonly variable: Atom;
  readonly size: Polynomial;
  readonly allocated: Polynomial;
}

/** Numbers in memory from an offset on, row-major in the axes. */
export interface Side {
  readonly buffer: Buffer;
  readonly offset: Polynomial;
  readonly axes: readonly Axis[];
}

/** A product of matrices: each axis is in two of the sides, or in all three. */
export interface Product {
  readonly left: Side;
  readonly right: Side;
  readonly result: Side;
}

/** How rows of sequences lie in memory. */
export interface Rows {
  readonly laneCount: number;
  readonly batchSize: number;
}

/** Sizes that products are judged by; the real ones are known when the code runs. */
const nominal = { steps: 32, capacity: 32 };
/** What moving numbers to the host and back takes is less than what it gains from so many multiply-adds on, */
const leastWork = 2 ** 26;
/** and from so many for each number that is moved. */
const leastReuse = 24;

/** What is known when a run begins. */
const runSizes: ReadonlySet<Atom> = new Set(['steps', 'capacity']);

/**
 * The large product of matrices that a loop nest is: Σ left · right, each read from a row-major piece of memory, and the
 * result written to one. Undefined for everything else, for small products, and for those that are part of one step.
 */
export function largeProduct(kernel: Kernel, rows: Rows): Product | undefined {
  const { body, loops, lanes, target, offset, indirection } = kernel;
  if (body.kind !== 'reduction' || body.reduction !== 'sum' || indirection !== undefined) return undefined;
  const [part, ...others] = body.parts;
  if (part === undefined || others.length > 0 || part.body.kind !== 'operation' || part.body.primitive !== 'mul')
    return undefined;
  const [left, right] = part.body.args;
  if (left?.kind !== 'load' || right?.kind !== 'load' || left.positive !== undefined || right.positive !== undefined)
    return undefined;

  const sizes = new Map<Atom, Polynomial>();
  for (const loop of [...loops, ...part.inner]) {
    const size = sizeOf(loop);
    if (size === undefined) return undefined;
    sizes.set(loop.variable, size);
  }
  // What is computed for each sequence is computed for those, too, that only fill up a row.
  if (lanes === 'each') sizes.set(laneAtom, constantOf(rows.laneCount));
  if (body.overLanes) sizes.set(laneAtom, constantOf(rows.batchSize));

  const sides = [left, right, { buffer: target, offset }].map((each) => sideOf(each, sizes, rows));
  const [a, b, result] = sides;
  if (a === undefined || b === undefined || result === undefined) return undefined;
  const product = { left: a, right: b, result };
  return isMatrixProduct(product, sizes) && isLarge(product, sizes) ? product : undefined;
}

/** How many rounds a loop from 0 has; undefined for one whose bounds are more than a size of the run. */
function sizeOf({ lower, upper, step }: Loop): Polynomial | undefined {
  const [size] = upper;
  const whole = lower.every((bound) => constantValue(bound) === 0) && upper.length === 1 && step === undefined;
  return whole && size !== undefined && isKnownBefore(size) ? size : undefined;
}

function isKnownBefore(value: Polynomial): boolean {
  return [...atomsOf(value)].every((name) => runSizes.has(name));
}

/** The axes of an access, largest stride first; undefined where it is not one row-major piece of memory. */
function sideOf(
  { buffer, offset }: { readonly buffer: Buffer; readonly offset: Polynomial },
  sizes: ReadonlyMap<Atom, Polynomial>,
  { laneCount }: Rows,
): Side | undefined {
  let rest = offset;
  const strides: { readonly variable: Atom; readonly stride: number }[] = [];
  for (const variable of sizes.keys()) {
    const parts = linearIn(rest, variable);
    const stride = parts === undefined ? undefined : constantValue(parts.coefficient);
    if (parts === undefined || stride === undefined) return undefined;
    if (stride !== 0) strides.push({ variable, stride });
    rest = parts.rest;
  }
  if (!isKnownBefore(rest)) return undefined;
  const axes: Axis[] = [];
  let next = constantOf(1);
  for (const { variable, stride } of strides.sort((a, b) => a.stride - b.stride)) {
    if (constantValue(subtract(constantOf(stride), next)) !== 0) return undefined;
    const size = sizes.get(variable) as Polynomial;
    const allocated = variable === laneAtom ? constantOf(laneCount) : size;
    axes.unshift({ variable, size, allocated });
    const count = constantValue(allocated);
    // Around an axis whose size the run decides there is none with a stride that is known now.
    next = count === undefined ? allocated : constantOf(stride * count);
  }
  return { buffer, offset: rest, axes };
}

/** Whether every axis is in two sides at least, the result has no more memory than elements, and is nothing it reads. */
function isMatrixProduct({ left, right, result }: Product, sizes: ReadonlyMap<Atom, Polynomial>): boolean {
  if ([left, right].some(({ buffer }) => buffer === result.buffer)) return false;
  if (result.axes.some(({ size, allocated }) => constantValue(subtract(size, allocated)) !== 0)) return false;
  return [...sizes.keys()].every((variable) => {
    const [inLeft, inRight, inResult] = [left, right, result].map(({ axes }) =>
      axes.some((axis) => axis.variable === variable),
    );
    return [inLeft, inRight, inResult].filter((found) => found).length >= 2;
  });
}

function isLarge({ left, right, result }: Product, sizes: ReadonlyMap<Atom, Polynomial>): boolean {
  const count = (all: Iterable<Polynomial>): number =>
    [...all].reduce((product, size) => product * evaluate(size, nominal), 1);
  const work = count(sizes.values());
  const moved = [left, right, result].reduce((sum, { axes }) => sum + count(axes.map(({ size }) => size)), 0);
  return work >= leastWork && work >= leastReuse * moved;
}
