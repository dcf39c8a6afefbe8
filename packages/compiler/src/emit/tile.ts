import { type Atom, atomsOf } from '../index-maps/polynomial.ts';
import { type Expression, type Loop, laneAtom } from '../loops/kernel.ts';
import { constantCount } from '../loops/simplify-loops.ts';
import { registersOfBlock } from './pieces.ts';

/** Several results of a kernel that one pass of its innermost loops computes, so that they share what they load. */
export interface Tile {
  /** Registers along the batch. */
  readonly registers: number;
  readonly sides: readonly TileSide[];
}

/** How many results along a loop of a kernel. */
export interface TileSide {
  readonly variable: Atom;
  readonly size: number;
  /** Rounds of the loop in all. */
  readonly count: number;
}

type Load = Extract<Expression, { readonly kind: 'load' }>;

/** Reductions that run in the same loops. */
export interface ReductionGroup {
  readonly count: number;
  /** What a round of their loops loads for one result of each. */
  readonly loads: readonly Load[];
}

/** Results along one loop that one pass may handle. */
const longestSide = 4;
/** Cycles until what a sum has added up can be added to again. */
const additionLatency = 3;
/** Operations on registers, loads among them, that begin in a cycle. */
const operationsPerCycle = 4;

/**
 * The tile that takes least time for each result, on average over whole tiles and the smaller ones at the ends of loops. Of
 * equals, the one with most registers along the batch, whose numbers are neighbors in memory, then the smallest along the
 * innermost loops. Larger tiles load less for each result, and have more sums to go on with while one addition is not done.
 *
 * V8 puts all loads of a basic block before its arithmetic. What a round loads and what it adds to must therefore fit into
 * registers together, or what a piece of it does (see `pieces.ts`): a larger tile would be spilled to memory every round, and
 * is not taken.
 *
 * @param registers how many registers along the batch a pass may handle, the most first; none for results without lanes.
 */
export function bestTile(
  loops: readonly Loop[],
  groups: readonly ReductionGroup[],
  registers: readonly number[],
): Tile {
  const alongBatch = registers.length > 0;
  const fits = (tile: Tile): boolean =>
    groups.every(({ count, loads }) => {
      const totals = count * results(tile);
      return totals + Math.min(loadsOfRound(tile, loads), loadsOfPiece(tile, loads)) <= registersOfBlock;
    });
  const all = groups.flatMap(({ loads }) => loads);
  const sums = groups.reduce((sum, { count }) => sum + count, 0);
  const time = (tile: Tile): number =>
    Math.max(
      (2 * sums + averageLoads(tile, all)) / operationsPerCycle,
      (groups.length * additionLatency) / results(tile),
    );
  let best: Tile = { registers: registers[0] ?? 1, sides: [] };
  let least = time(best);
  for (const tile of tiles(loops, alongBatch ? registers : [1])) {
    const own = time(tile);
    if (own >= least || !fits(tile)) continue;
    best = tile;
    least = own;
  }
  return best;
}

/** Every tile along at most two loops. */
function tiles(loops: readonly Loop[], registers: readonly number[]): Tile[] {
  const sides = loops.toReversed().flatMap((loop): TileSide[] => {
    const { variable } = loop;
    const count = constantCount(loop) ?? 1;
    const sizes = Array.from({ length: Math.min(count, longestSide) }, (_, index) => index + 1);
    return sizes.slice(1).map((size) => ({ variable, size, count }));
  });
  const pairs = sides.flatMap((first, index) =>
    sides
      .slice(index + 1)
      .filter(({ variable }) => variable !== first.variable)
      .map((second) => [first, second]),
  );
  return registers.flatMap((own) =>
    [[], ...sides.map((side) => [side]), ...pairs].map((chosen) => ({ registers: own, sides: chosen })),
  );
}

function results({ registers, sides }: Tile): number {
  return sides.reduce((product, { size }) => product * size, registers);
}

function loadsOfRound({ registers, sides }: Tile, loads: readonly Load[]): number {
  return total(loads, (depends) =>
    sides.reduce(
      (product, { variable, size }) => (depends(variable) ? product * size : product),
      depends(laneAtom) ? registers : 1,
    ),
  );
}

/**
 * Where a round is cut into as many pieces as the first side is long: what every piece needs, what one of them needs besides,
 * and a product on its way to its total.
 */
function loadsOfPiece(tile: Tile, loads: readonly Load[]): number {
  const [first] = tile.sides;
  if (first === undefined) return loadsOfRound(tile, loads);
  return loadsOfRound({ ...tile, sides: tile.sides.slice(1) }, loads) + 1;
}

/** Loads for each result. */
function averageLoads({ registers, sides }: Tile, loads: readonly Load[]): number {
  return total(loads, (depends) =>
    sides.reduce(
      (product, { variable, size, count }) =>
        depends(variable) ? product : (product * Math.ceil(count / size)) / count,
      depends(laneAtom) ? 1 : 1 / registers,
    ),
  );
}

function total(loads: readonly Load[], own: (depends: (variable: Atom) => boolean) => number): number {
  return loads.reduce((sum, { offset }) => {
    const atoms = atomsOf(offset);
    return sum + own((variable) => atoms.has(variable));
  }, 0);
}
