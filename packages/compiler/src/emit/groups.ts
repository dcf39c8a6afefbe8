import type { Kernel } from '../loops/kernel.ts';
import { simplifyLoops } from '../loops/simplify-loops.ts';
import type { Passes } from '../passes/passes.ts';
import { fuse } from './fuse.ts';

/** Kernels in their order, with simple loops, those together that run in one pass. */
export function groupsOf(kernels: readonly Kernel[], { fusion }: Pick<Passes, 'fusion'>): Kernel[][] {
  const simple = kernels.map(simplifyLoops).filter((kernel) => kernel !== undefined);
  return fusion ? fuse(simple) : simple.map((kernel) => [kernel]);
}
