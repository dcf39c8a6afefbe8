import { type Atom, add, atom, atomsOf, constantOf } from '../index-maps/polynomial.ts';
import { bytesRead } from './bytes-read.ts';
import { type Expression, guardAtom, type Kernel, type Loop, type Part } from './kernel.ts';
import { constantCount } from './simplify-loops.ts';

/** The share of a first-level cache of 32 KiB that the operands of one block may take. */
const blockBytes = 24 * 1024;
/** Shorter blocks would spend more on reading and writing what they add to than they gain. */
const shortestBlock = 4;
const blockAtom: Atom = 'block';

/**
 * A long sum computed in blocks. Where results along growing axes are sums along another one (columns of a nondeterministic
 * stack), all results along the other axes read the same stretch of memory, which is too long to stay in the first-level
 * cache until the last of them. So their sums advance together, block by block, and are kept in memory in between.
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
  const growing = loops.findLastIndex((loop) => constantCount(loop) === undefined && loop.variable !== guardAtom);
  if (part === undefined || parts.length > 1 || long === undefined || growing < 0) return [kernel];
  if (constantCount(long) !== undefined || short.some((loop) => constantCount(loop) === undefined)) return [kernel];

  const near = loops.slice(growing + 1);
  const bounds = [...long.lower, ...long.upper].flatMap((bound) => [...atomsOf(bound)]);
  if (near.length === 0 || near.some(({ variable }) => bounds.includes(variable))) return [kernel];
  const size = Math.max(
    shortestBlock,
    Math.floor(blockBytes / bytesRead(part.body, [...near, ...short], { laneCount })),
  );
  const block: Loop = { ...long, variable: blockAtom, step: size };
  const start = atom(blockAtom);
  const inner: Loop[] = [{ ...long, lower: [start], upper: [...long.upper, add(start, constantOf(size))] }, ...short];
  const adding: Kernel = {
    ...kernel,
    loops: [...loops.slice(0, growing + 1), block, ...near],
    body: {
      ...body,
      parts: [
        { inner: [], body: sofar },
        { ...part, inner },
      ],
    },
  };
  const cleared: Kernel = { ...kernel, body: { kind: 'constant', value: 0 } };
  return body.parts.length > parts.length ? [adding] : [cleared, adding];
}

/** What a kernel that adds to its target begins with. */
function isSofar({ inner, body }: Part, { target, slot, offset }: Kernel): boolean {
  return (
    inner.length === 0 && body.kind === 'load' && body.buffer === target && body.slot === slot && body.offset === offset
  );
}
