import type { Kernel } from '../loops/kernel.ts';
import { largeProduct, type Rows } from '../loops/products.ts';
import { simplifyLoops } from '../loops/simplify-loops.ts';
import type { Passes } from '../passes/passes.ts';
import { fuse } from './fuse.ts';

/** What grouping depends on. */
export interface Grouping extends Rows {
  readonly passes: Pick<Passes, 'fusion' | 'products'>;
}

/** Kernels in their order, with simple loops, those together that run in one pass. What the host computes stands alone. */
export function groupsOf(kernels: readonly Kernel[], grouping: Grouping): Kernel[][] {
  const { fusion, products } = grouping.passes;
  const simple = kernels.map(simplifyLoops).filter((kernel) => kernel !== undefined);
  const marked = products ? simple.map((kernel) => forHost(kernel, grouping)) : simple;
  return fusion ? fuse(marked) : marked.map((kernel) => [kernel]);
}

function forHost(kernel: Kernel, rows: Rows): Kernel {
  const product = largeProduct(kernel, rows);
  return product === undefined ? kernel : { ...kernel, product };
}
