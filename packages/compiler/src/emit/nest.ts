import { add, atomsOf, constantOf, type Polynomial, zero } from '../index-maps/polynomial.ts';
import {
  type Expression,
  type Kernel,
  type Loop,
  laneAtom,
  type Part,
  type ReductionExpression,
} from '../loops/kernel.ts';
import { constantCount, firstRound, section, shifted } from '../loops/simplify-loops.ts';
import { loadsOf, reductionsOf, substituteInExpression, substituteInKernel } from '../loops/substitute.ts';
import type { Passes } from '../passes/passes.ts';
import { flatNest } from './flat-nest.ts';
import { keyOf, keyOfLoops } from './keys.ts';
import { bestTile, type ReductionGroup } from './tile.ts';

/** A loop with the number of rounds that one pass of its body does. */
export interface SteppedLoop extends Loop {
  readonly step: number;
}

/** One of the results that a pass computes. */
export interface Point {
  readonly offset: Polynomial;
  readonly body: Expression;
}

/** A kernel made ready for emission: which loops remain, and what one pass of the innermost body does. */
export interface Nest {
  readonly loops: readonly SteppedLoop[];
  readonly points: readonly Point[];
  /** Whether a result fills a register in memory, or is one float. */
  readonly result: 'vector' | 'single';
  readonly target: Kernel['target'];
}

/** What the shape of a nest depends on. */
export interface Lanes {
  readonly laneCount: number;
  /** Registers along the batch that one pass handles, if not as many as it may. */
  readonly registers?: number;
  readonly batchSize: number;
  readonly passes: Pick<Passes, 'tiling'>;
}

/** Reductions that share loops at most. */
export const accumulators = 12;
/** Rounds of a loop within a loop that are written out one by one. */
const longestWrittenOut = 4;
/** Registers that one pass handles along the batch. */
export const registersTogether = 4;

/** The divisors of `count` up to `limit`, the largest first. */
function divisors(count: number, limit: number): number[] {
  return Array.from({ length: limit }, (_, index) => limit - index).filter((divisor) => count % divisor === 0);
}

/** The largest divisor of `count` that is at most `limit`. */
export function divisorUpTo(count: number, limit: number): number {
  return divisors(count, limit)[0] as number;
}

/** Sequences that one pass handles. */
export function lanesTogether({ laneCount, registers }: Pick<Lanes, 'laneCount' | 'registers'>): number {
  return 4 * (registers ?? divisorUpTo(laneCount / 4, registersTogether));
}

/** The loop over the batch that is left when a pass handles some sequences of it; undefined if it handles all. */
export function laneLoop(lanes: Lanes): SteppedLoop | undefined {
  const together = lanesTogether(lanes);
  if (together === lanes.laneCount) return undefined;
  return { variable: laneAtom, lower: [zero], upper: [constantOf(lanes.laneCount)], step: together };
}

/** The lanes at which the registers of one pass begin. */
export function registersOf(lanes: Lanes): Polynomial[] {
  const whole = laneLoop(lanes) === undefined;
  return Array.from({ length: lanesTogether(lanes) / 4 }, (_, register) =>
    whole ? constantOf(4 * register) : shifted(laneAtom, 4 * register),
  );
}

/**
 * Splits kernels over the same loops into nests whose bodies compute several results at once, so that they share what
 * they load. Each element of the result is a list of nests with the same loops, one for each kernel.
 */
export function nestsOf(kernels: readonly Kernel[], lanes: Lanes): Nest[][] {
  const [first] = kernels as [Kernel];
  const reductions = new Map(
    kernels.flatMap(({ body }) => reductionsOf(body).map((reduction) => [keyOf(reduction), reduction] as const)),
  );
  if (reductions.size === 0) return [kernels.map((kernel) => flatNest(kernel) ?? nestOf(kernel, new Map(), lanes))];
  const groups = byLoops([...reductions.values()]).flatMap(roundsOf);
  const registers = first.lanes === 'none' ? [] : divisors(lanes.laneCount / 4, registersTogether);
  const tile = lanes.passes.tiling ? bestTile(first.loops, groups, registers) : undefined;
  let tiled: { readonly kernels: readonly Kernel[]; readonly sizes: ReadonlyMap<string, number> }[] = [
    { kernels, sizes: new Map() },
  ];
  for (const { variable, size } of tile?.sides ?? [])
    tiled = tiled.flatMap(({ kernels: given, sizes }) =>
      cut(given, variable, size).map(({ pieces, rounds }) => ({
        kernels: pieces,
        sizes: new Map([...sizes, [variable, rounds]]),
      })),
    );
  const own = first.lanes === 'none' || tile === undefined ? lanes : { ...lanes, registers: tile.registers };
  return tiled.map(({ kernels: pieces, sizes }) => pieces.map((piece) => nestOf(piece, sizes, own)));
}

/** What a round of each of the loops of reductions that share them loads. */
function roundsOf(group: readonly ReductionExpression[]): ReductionGroup[] {
  const [{ parts }] = group as [ReductionExpression, ...ReductionExpression[]];
  return [...parts.keys()]
    .filter((part) => (parts[part] as Part).inner.length > 0)
    .map((part) => {
      const loads = group.flatMap((reduction) => loadsOf((reduction.parts[part] as Part).body));
      return { count: group.length, loads: [...new Map(loads.map((load) => [keyOf(load), load])).values()] };
    });
}

/** Reductions that share loops; those over other ranges run one after the other. */
export function byLoops(reductions: readonly ReductionExpression[]): ReductionExpression[][] {
  const groups = new Map<string, ReductionExpression[]>();
  for (const expression of reductions) {
    const { reduction, overLanes, parts } = expression;
    const ranges = parts.map(({ inner }) => keyOfLoops(inner)).join(' and ');
    const key = `${reduction} ${overLanes}: ${ranges}`;
    groups.set(key, [...(groups.get(key) ?? []), expression]);
  }
  return [...groups.values()];
}

/** Kernels with as many rounds of a loop as a whole number of tiles has, and kernels with the rest. */
function cut(
  kernels: readonly Kernel[],
  variable: string,
  size: number,
): { readonly pieces: readonly Kernel[]; readonly rounds: number }[] {
  const loopOf = ({ loops }: Kernel): Loop => loops.find((other) => other.variable === variable) as Loop;
  const count = constantCount(loopOf(kernels[0] as Kernel)) as number;
  const whole = count - (count % size);
  return [
    { first: 0, count: whole, rounds: size },
    { first: whole, count: count - whole, rounds: count - whole },
  ]
    .filter((piece) => piece.count > 0)
    .map((piece) => ({
      pieces: kernels.map((kernel) => ({
        ...kernel,
        loops: kernel.loops.map((other) =>
          other.variable === variable ? section(loopOf(kernel), piece.first, piece.count) : other,
        ),
      })),
      rounds: piece.rounds,
    }));
}

function nestOf(kernel: Kernel, tileSizes: ReadonlyMap<string, number>, lanes: Lanes): Nest {
  let points: Point[] = [{ offset: kernel.offset, body: markWide(kernel.body, laneAtom) }];
  for (const [variable, size] of tileSizes) {
    const places = Array.from({ length: size }, (_, index) => shifted(variable, index));
    points = points.flatMap((point) => places.map((place) => pointAt(kernel, point, variable, place)));
  }
  const loops = kernel.loops.map((loop) => ({ ...loop, step: tileSizes.get(loop.variable) ?? loop.step ?? 1 }));
  if (kernel.lanes === 'none') return { loops, points, result: 'single', target: kernel.target };
  const loop = laneLoop(lanes);
  return {
    loops: loop === undefined ? loops : [...loops, loop],
    points: points.flatMap((point) => registersOf(lanes).map((lane) => pointAt(kernel, point, laneAtom, lane))),
    result: 'vector',
    target: kernel.target,
  };
}

function pointAt(kernel: Kernel, { offset, body }: Point, variable: string, value: Polynomial): Point {
  const moved = substituteInKernel({ ...kernel, loops: [], offset, body }, variable, value);
  return { offset: moved.offset, body: moved.body };
}

/** Marks the loads that read neighbors when a variable advances. */
export function markWide(expression: Expression, variable: string): Expression {
  switch (expression.kind) {
    case 'load':
      return { ...expression, wide: atomsOf(expression.offset).has(variable) };
    case 'operation':
      return { ...expression, args: expression.args.map((argument) => markWide(argument, variable)) };
    case 'reduction':
      return {
        ...expression,
        parts: expression.parts.map(({ inner, body }) => ({ inner, body: markWide(body, variable) })),
      };
    case 'masked':
      return { ...expression, value: markWide(expression.value, variable) };
    default:
      return expression;
  }
}

/**
 * What one pass of a part's loops adds to a reduction: several values where they run over the registers of a batch, or where
 * the rounds of a short loop are written out.
 */
export interface Pass {
  readonly loops: readonly SteppedLoop[];
  readonly values: readonly Expression[];
}

/** The passes of the parts of a reduction. */
export function passesOf({ parts, overLanes }: ReductionExpression, lanes: Lanes): Pass[] {
  return parts.map(({ inner, body }) => {
    const loops = inner.map((loop) => ({ ...loop, step: 1 }));
    if (!overLanes) return writtenOut({ loops, values: [body] });
    const loop = laneLoop(lanes);
    const registers = registersOf(lanes);
    return {
      loops: loop === undefined ? loops : [...loops, loop],
      values: registers.map((lane, register) => {
        const value = substituteInExpression(body, laneAtom, lane);
        // Only the last register of a row may have room for more sequences than there are.
        return register === registers.length - 1 && lanes.batchSize % 4 !== 0 ? masked(value) : value;
      }),
    };
  });
}

/** A pass whose innermost loop is short has the rounds of that loop in it: they need no counting, and no moving of pointers. */
function writtenOut({ loops, values }: Pass): Pass {
  const innermost = loops.at(-1);
  const count = innermost === undefined ? undefined : constantCount(innermost);
  if (innermost === undefined || count === undefined || count > longestWrittenOut || loops.length < 2)
    return { loops, values };
  const places = Array.from({ length: count }, (_, round) => add(firstRound(innermost), constantOf(round)));
  return {
    loops: loops.slice(0, -1),
    values: places.flatMap((place) => values.map((value) => substituteInExpression(value, innermost.variable, place))),
  };
}

/** Of a product one factor is masked: in a tile it is shared by several products. */
function masked(value: Expression): Expression {
  if (value.kind !== 'operation' || value.primitive !== 'mul') return { kind: 'masked', value };
  const [first, second] = value.args as [Expression, Expression];
  return { ...value, args: [{ kind: 'masked', value: first }, second] };
}
