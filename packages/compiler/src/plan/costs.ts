import type { PrimitiveName, Tensor } from '@pushdown/tensors';

/** Rough numbers of machine operations an element costs; only their order of magnitude matters. */
const costs: Partial<Record<PrimitiveName, number>> = {
  exp: 12,
  log: 14,
  log1p: 16,
  tanh: 14,
  sigmoid: 14,
  pow: 30,
  sqrt: 6,
  div: 4,
  divNoNan: 6,
};

/** Operations that only say where an element is found. */
const views: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'fill',
  'range',
  'reshape',
  'transpose',
  'broadcastTo',
  'slice',
  'concat',
  'pad',
  'reverse',
  'leaf',
  'cast',
  'stopGradient',
]);

export function ownCost({ primitive }: Tensor): number {
  return views.has(primitive) ? 0 : (costs[primitive] ?? 1);
}

export function isView({ primitive }: Tensor): boolean {
  return views.has(primitive);
}
