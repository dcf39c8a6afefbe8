import { atomsOf } from '../index-maps/polynomial.ts';
import { bytesRead } from './bytes-read.ts';
import type { Kernel, Loop } from './kernel.ts';
import { constantCount } from './simplify-loops.ts';

/** What the sums of a row of results may read before it no longer stays in a second-level cache of 1 MiB. */
const rowBytes = 512 * 1024;

/**
 * Results that are sums, in the order that reads less from memory. Every round of the outer one of two loops reads all that
 * the sums along the inner one need. Where that is too long for the cache, as the gradients of all words' logits are, and
 * what the sums along the outer loop need is shorter, the two change places.
 *
 * @returns the kernel itself where that gains nothing.
 */
export function ordered(kernel: Kernel, laneCount: number): Kernel {
  const { loops, body, indirection } = kernel;
  if (body.kind !== 'reduction' || body.reduction !== 'sum' || indirection !== undefined) return kernel;
  const [outer, inner] = loops.slice(-2);
  if (outer === undefined || inner === undefined) return kernel;
  if (constantCount(outer) === undefined || constantCount(inner) === undefined) return kernel;

  const summed = body.parts.flatMap((part) => part.inner);
  const bounds = [...loops, ...summed].flatMap(({ lower, upper }) => [...lower, ...upper]);
  if (bounds.some((bound) => [outer, inner].some(({ variable }) => atomsOf(bound).has(variable)))) return kernel;

  const bytesAlong = (loop: Loop): number => bytesRead(body, [...summed, loop], { laneCount, along: loop.variable });
  const row = bytesAlong(inner);
  if (row <= rowBytes || bytesAlong(outer) >= row) return kernel;
  return { ...kernel, loops: [...loops.slice(0, -2), inner, outer] };
}
