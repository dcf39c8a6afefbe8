import {
  type Atom,
  add,
  atom,
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  substitute,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import { bytesRead } from './bytes-read.ts';
import { type Expression, guardAtom, type Kernel, type Loop, type Part } from './kernel.ts';
import { constantCount } from './simplify-loops.ts';
import { loadsOf } from './substitute.ts';

/** The share of a first-level cache of 32 KiB that the operands of one block may take. */
const blockBytes = 24 * 1024;
/** Shorter blocks would spend more on reading and writing what they add to than they gain. */
const shortestBlock = 4;
const blockAtom: Atom = 'block';
const one = constantOf(1);

/**
 * A long sum computed in blocks. Where results along growing axes are sums along another one (columns of a nondeterministic
 * stack), all results along the other axes read the same stretch of memory, which is too long to stay in the first-level
 * cache until the last of them. So their sums advance together, block by block, and are kept in memory in between.
 *
 * The loop over blocks goes around the growing axis: what of a block is the same in all rounds of that axis is read from the
 * first-level cache too, and of the rest what a round reads lies right behind what the round before it read.
 *
 * @returns the kernel itself where that gains nothing.
 */
export function blocked(kernel: Kernel, laneCount: number): Kernel[] {
  const { loops, body, target: buffer, slot, offset, indirection } = kernel;
  if (body.kind !== 'reduction' || body.reduction !== 'sum' || body.overLanes || indirection !== undefined)
    return [kernel];
  const sofar: Expression = { kind: 'load', buffer, slot, offset };
  const parts = body.parts.filter((part) => !isSofar(part, kernel));
  const [part] = parts;
  const [long, ...short] = part?.inner ?? [];
  const guards = loops.filter(({ variable }) => variable === guardAtom);
  const place = loops.findLastIndex((loop) => constantCount(loop) === undefined && loop.variable !== guardAtom);
  const growing = loops[place];
  if (part === undefined || parts.length > 1 || long === undefined) return [kernel];
  if (constantCount(long) !== undefined || short.some((loop) => constantCount(loop) === undefined)) return [kernel];

  const near = growing === undefined ? loops.slice(guards.length) : loops.slice(place + 1);
  // Without a growing axis, results have to share all they read.
  if (growing === undefined && !loadsOf(part.body).every((load) => isShared(load, near))) return [kernel];
  const bounds = [...long.lower, ...long.upper].flatMap((bound) => [...atomsOf(bound)]);
  if (near.length === 0 || near.some(({ variable }) => bounds.includes(variable))) return [kernel];
  const size = Math.max(
    shortestBlock,
    Math.floor(blockBytes / bytesRead(part.body, [...near, ...short], { laneCount })),
  );
  const around =
    growing === undefined ? [{ ...long, variable: blockAtom, step: size }] : blocksAround(growing, long, size);
  if (around === undefined) return [kernel];
  const start = atom(blockAtom);
  const inner: Loop = {
    ...long,
    lower: [...long.lower, start],
    upper: [...long.upper, add(start, constantOf(size))],
  };
  const adding: Kernel = {
    ...kernel,
    loops: [...(growing === undefined ? guards : loops.slice(0, place)), ...around, ...near],
    body: {
      ...body,
      parts: [
        { inner: [], body: sofar },
        { ...part, inner: [inner, ...short] },
      ],
    },
  };
  const cleared: Kernel = { ...kernel, body: { kind: 'constant', value: 0 } };
  return body.parts.length > parts.length ? [adding] : [cleared, adding];
}

function isShared({ offset }: ReturnType<typeof loadsOf>[number], near: readonly Loop[]): boolean {
  const atoms = atomsOf(offset);
  return near.some(({ variable }) => !atoms.has(variable));
}

/**
 * The loop over blocks of a sum, and in it a growing one with only those rounds that add something in the block.
 * @returns undefined where the range of the sum depends on the growing loop in another way than by a distance.
 */
function blocksAround(growing: Loop, long: Loop, size: number): [Loop, Loop] | undefined {
  const { variable } = growing;
  const start = atom(blockAtom);
  const end = add(start, constantOf(size));
  const last = growing.upper.map((bound) => subtract(bound, one));
  const blocks = { lower: [] as Polynomial[], upper: [] as Polynomial[] };
  const rounds = { lower: [...growing.lower], upper: [...growing.upper] };
  for (const side of ['lower', 'upper'] as const) {
    for (const bound of long[side]) {
      if (!atomsOf(bound).has(variable)) {
        blocks[side].push(bound);
        continue;
      }
      const coefficient = constantValue(linearIn(bound, variable)?.coefficient ?? zero);
      if (coefficient !== 1 && coefficient !== -1) return undefined;
      // Blocks go as far as the range of any round.
      const extreme = (side === 'lower') === (coefficient === 1) ? growing.lower : last;
      blocks[side].push(...extreme.map((value) => substitute(bound, variable, value)));
      const rest = substitute(bound, variable, zero);
      // rest + x < end, rest - x < end, rest + x > start, rest - x > start
      if (side === 'lower' && coefficient === 1) rounds.upper.push(subtract(end, rest));
      else if (side === 'lower') rounds.lower.push(add(subtract(rest, end), one));
      else if (coefficient === 1) rounds.lower.push(add(subtract(start, rest), one));
      else rounds.upper.push(subtract(rest, start));
    }
  }
  return [
    { variable: blockAtom, ...blocks, step: size },
    { ...growing, ...rounds },
  ];
}

/** What a kernel that adds to its target begins with. */
function isSofar({ inner, body }: Part, { target, slot, offset }: Kernel): boolean {
  return (
    inner.length === 0 && body.kind === 'load' && body.buffer === target && body.slot === slot && body.offset === offset
  );
}
