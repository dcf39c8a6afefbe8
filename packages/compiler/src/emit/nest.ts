import { CompileError } from '../errors.ts';
import {
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  substitute,
  zero,
} from '../index-maps/polynomial.ts';
import { type Expression, type Kernel, type Loop, laneAtom } from '../loops/kernel.ts';
import { constantCount, section, shifted } from '../loops/simplify-loops.ts';
import { slotSize } from '../loops/sizes.ts';
import { loadsOfKernel, substituteInExpression, substituteInKernel } from '../loops/substitute.ts';

/** A loop with the number of rounds that one pass of its body does. */
export interface SteppedLoop extends Loop {
  readonly step: number;
}

/** A value that goes into a result. The last register of a sum over sequences may hold fewer than it has room for. */
export interface Value {
  readonly body: Expression;
  readonly partial: boolean;
}

/** The loops of one part, and what each result gets in one pass: several values where a sum runs over registers. */
export interface NestPart {
  readonly inner: readonly SteppedLoop[];
  readonly values: readonly (readonly Value[])[];
}

/** A kernel made ready for emission: which loops remain, and what one pass of the innermost body does. */
export interface Nest {
  readonly loops: readonly SteppedLoop[];
  /** Where the results of one pass go. */
  readonly offsets: readonly Polynomial[];
  readonly parts: readonly NestPart[];
  readonly reduction: Kernel['reduction'];
  /** Whether a result fills a register in memory, one float, or the sum of a register. */
  readonly result: 'vector' | 'single' | 'sum';
  readonly target: Kernel['target'];
}

/** What the shape of a nest depends on. */
export interface Lanes {
  readonly laneCount: number;
  readonly batchSize: number;
}

/** Accumulators that fit into registers beside what they are computed from. */
const accumulators = 12;
/** Registers that one pass handles along the batch, and rounds that it handles along another axis. */
const tileSize = 4;

/** The largest divisor of `count` that is at most `limit`. */
function divisorUpTo(count: number, limit: number): number {
  for (let divisor = Math.min(count, limit); divisor > 1; divisor--) if (count % divisor === 0) return divisor;
  return 1;
}

/** Sequences that one pass handles. */
export function lanesTogether({ laneCount }: Lanes): number {
  return 4 * divisorUpTo(laneCount / 4, tileSize);
}

/** Splits a kernel into nests whose bodies compute several results at once, so that they share what they load. */
export function nestsOf(kernel: Kernel, lanes: Lanes): Nest[] {
  if (kernel.reduction !== 'sum' || kernel.loops.length === 0) return [nestOf(kernel, new Map(), lanes)];
  const loads = loadsOfKernel(kernel);
  // Tiling along a variable pays where some load does not depend on it and is shared.
  const shared = kernel.loops.filter(
    (loop) => constantCount(loop) !== undefined && loads.some(({ offset }) => !atomsOf(offset).has(loop.variable)),
  );
  let tiled: { readonly kernel: Kernel; readonly sizes: ReadonlyMap<string, number> }[] = [
    { kernel, sizes: new Map() },
  ];
  let room = Math.floor(accumulators / (kernel.lanes === 'each' ? lanesTogether(lanes) / 4 : 1));
  for (const { variable } of shared.toReversed().slice(0, 2)) {
    const size = Math.min(tileSize, room);
    if (size < 2) break;
    room = Math.floor(room / size);
    tiled = tiled.flatMap(({ kernel: given, sizes }) =>
      cut(given, variable, size).map(({ kernel: piece, rounds }) => ({
        kernel: piece,
        sizes: new Map([...sizes, [variable, rounds]]),
      })),
    );
  }
  return tiled.map(({ kernel: piece, sizes }) => nestOf(piece, sizes, lanes));
}

/** A kernel with as many rounds as a whole number of tiles has, and one with the rest. */
function cut(kernel: Kernel, variable: string, size: number): { readonly kernel: Kernel; readonly rounds: number }[] {
  const loop = kernel.loops.find((other) => other.variable === variable) as Loop;
  const count = constantCount(loop) as number;
  const whole = count - (count % size);
  const pieces = [
    { first: 0, count: whole, rounds: size },
    { first: whole, count: count - whole, rounds: count - whole },
  ];
  return pieces
    .filter((piece) => piece.count > 0)
    .map((piece) => ({
      kernel: {
        ...kernel,
        loops: kernel.loops.map((other) => (other === loop ? section(loop, piece.first, piece.count) : other)),
      },
      rounds: piece.rounds,
    }));
}

function stepped(loops: readonly Loop[], sizes: ReadonlyMap<string, number> = new Map()): SteppedLoop[] {
  return loops.map((loop) => ({ ...loop, step: sizes.get(loop.variable) ?? 1 }));
}

function nestOf(kernel: Kernel, tileSizes: ReadonlyMap<string, number>, lanes: Lanes): Nest {
  const flat = flatNest(kernel);
  if (flat !== undefined) return flat;
  let points: Kernel[] = [withWideLoads(kernel, laneAtom)];
  for (const [variable, size] of tileSizes) {
    points = points.flatMap((point) =>
      Array.from({ length: size }, (_, index) => replaced(point, variable, shifted(variable, index))),
    );
  }
  const together = lanesTogether(lanes);
  const loop: SteppedLoop | undefined =
    together === lanes.laneCount
      ? undefined
      : { variable: laneAtom, lower: [zero], upper: [constantOf(lanes.laneCount)], step: together };
  const registersOf = (point: Kernel): Kernel[] =>
    Array.from({ length: together / 4 }, (_, register) =>
      replaced(point, laneAtom, loop === undefined ? constantOf(4 * register) : shifted(laneAtom, 4 * register)),
    );
  const loops = stepped(kernel.loops, tileSizes);
  const { reduction, target } = kernel;
  if (kernel.lanes === 'reduced') {
    if (reduction !== 'sum')
      throw new CompileError(
        `${reduction} over the sequences of a batch cannot be compiled; use the engine "reference"`,
      );
    const registers = points.map(registersOf);
    return {
      loops,
      offsets: points.map(({ offset }) => offset),
      parts: kernel.parts.map(({ inner }, index) => ({
        inner: [...stepped(inner), ...(loop === undefined ? [] : [loop])],
        values: registers.map((all) =>
          all.map(({ parts }, register) => ({
            body: (parts[index] as Kernel['parts'][number]).body,
            partial: register === all.length - 1 && lanes.batchSize % 4 !== 0,
          })),
        ),
      })),
      reduction,
      result: 'sum',
      target,
    };
  }
  const all = kernel.lanes === 'each' ? points.flatMap(registersOf) : points;
  return {
    loops: kernel.lanes === 'each' && loop !== undefined ? [...loops, loop] : loops,
    offsets: all.map(({ offset }) => offset),
    parts: kernel.parts.map(({ inner }, index) => ({
      inner: stepped(inner),
      values: all.map(({ parts }) => [{ body: (parts[index] as Kernel['parts'][number]).body, partial: false }]),
    })),
    reduction,
    result: kernel.lanes === 'each' ? 'vector' : 'single',
    target,
  };
}

/** The kernel at another value of a variable; loops over the variable stay. */
function replaced(kernel: Kernel, variable: string, value: Polynomial): Kernel {
  const { parts, offset } = substituteInKernel(kernel, variable, value);
  return {
    ...kernel,
    parts: parts.map(({ body }, index) => ({ body, inner: (kernel.parts[index] as Kernel['parts'][number]).inner })),
    offset,
  };
}

/** Marks the loads that read neighbors when a variable advances. */
function withWideLoads(kernel: Kernel, variable: string): Kernel {
  return { ...kernel, parts: kernel.parts.map(({ inner, body }) => ({ inner, body: markWide(body, variable) })) };
}

function markWide(expression: Expression, variable: string): Expression {
  if (expression.kind === 'load') return { ...expression, wide: atomsOf(expression.offset).has(variable) };
  if (expression.kind !== 'operation') return expression;
  return { ...expression, args: expression.args.map((argument) => markWide(argument, variable)) };
}

/**
 * A kernel without a batch and without a reduction whose only loop runs through neighbors: four of them at a time. The last
 * register may reach into the padding that every buffer ends with, so all accesses have to begin at a buffer's start.
 */
function flatNest(kernel: Kernel): Nest | undefined {
  const [loop, ...others] = kernel.loops;
  const [first] = kernel.parts;
  if (
    kernel.lanes !== 'none' ||
    kernel.reduction !== undefined ||
    loop === undefined ||
    others.length > 0 ||
    first === undefined
  )
    return undefined;
  const count = constantCount(loop);
  const { variable } = loop;
  const runsThrough = (offset: Polynomial): boolean =>
    constantValue(linearIn(offset, variable)?.coefficient ?? zero) === 1 &&
    constantValue(substitute(offset, variable, zero)) === 0;
  const steady = loadsOfKernel(kernel).every(
    ({ offset, buffer }) => !atomsOf(offset).has(variable) || (runsThrough(offset) && buffer.slots === 'one'),
  );
  // Of a piece of a buffer, the last register would reach into the neighboring pieces.
  const whole = count !== undefined && constantValue(slotSize(kernel.target.sizes, 1)) === count;
  if (!whole || !steady) return undefined;
  if (!runsThrough(kernel.offset) || kernel.target.slots !== 'one' || usesIndex(first.body, variable)) return undefined;
  const registers = Math.ceil(count / 4);
  const together = divisorUpTo(registers, tileSize);
  const body = markWide(first.body, variable);
  const places = Array.from({ length: together }, (_, register) => shifted(variable, 4 * register));
  return {
    loops: [{ variable, lower: [zero], upper: [constantOf(4 * registers)], step: 4 * together }],
    offsets: places.map((at) => substitute(kernel.offset, variable, at)),
    parts: [
      { inner: [], values: places.map((at) => [{ body: substituteInExpression(body, variable, at), partial: false }]) },
    ],
    reduction: undefined,
    result: 'vector',
    target: kernel.target,
  };
}

function usesIndex(expression: Expression, variable: string): boolean {
  if (expression.kind === 'index') return atomsOf(expression.value).has(variable);
  return expression.kind === 'operation' && expression.args.some((argument) => usesIndex(argument, variable));
}
