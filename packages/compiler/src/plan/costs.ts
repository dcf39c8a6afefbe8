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
  'stopGradient',
]);

export function ownCost(tensor: Tensor): number {
  return isView(tensor) ? 0 : (costs[tensor.primitive] ?? 1);
}

export function isView({ primitive, arguments: [x] }: Tensor): boolean {
  // Truth values are masks, which have to be made into numbers.
  return views.has(primitive) || (primitive === 'cast' && x?.dtype !== 'bool');
}
