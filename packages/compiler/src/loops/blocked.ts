import { type Atom, add, atom, atomsOf, constantOf } from '../index-maps/polynomial.ts';
import { bytesRead } from './bytes-read.ts';
import { type Bounds, exchange } from './exchange.ts';
import { type Expression, guardAtom, type Kernel, type Loop, type Part } from './kernel.ts';
import { constantCount, mostRounds } from './simplify-loops.ts';
import { loadsOf } from './substitute.ts';

/** The share of a first-level cache of 32 KiB that the operands of one block may take; results need the rest. */
const blockBytes = 20 * 1024;
/** Shorter blocks would spend more on reading and writing what they add to than they gain. */
const shortestBlock = 4;
const blockAtom: Atom = 'block';

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
  const place = loops.findLastIndex((loop) => mostRounds(loop) === undefined && loop.variable !== guardAtom);
  const growing = loops[place];
  if (part === undefined || parts.length > 1 || long === undefined) return [kernel];
  if (mostRounds(long) !== undefined || short.some((loop) => constantCount(loop) === undefined)) return [kernel];

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
  const start = atom(blockAtom);
  const exchanged = exchange(growing, long, { first: start, last: add(start, constantOf(size - 1)) });
  if (exchanged === undefined) return undefined;
  const { own, widest, outer } = exchanged;
  const both = (a: Bounds, b: Bounds): Bounds => ({ lower: [...a.lower, ...b.lower], upper: [...a.upper, ...b.upper] });
  return [
    { variable: blockAtom, ...both(own, widest), step: size },
    { ...growing, ...both(growing, outer) },
  ];
}

/** What a kernel that adds to its target begins with. */
function isSofar({ inner, body }: Part, { target, slot, offset }: Kernel): boolean {
  return (
    inner.length === 0 && body.kind === 'load' && body.buffer === target && body.slot === slot && body.offset === offset
  );
}
