import type { PrimitiveName } from './attributes.ts';

/** Primitives that only move or choose numbers: what comes out is in every format that what went in was in. */
const exact: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'leaf',
  'range',
  'neg',
  'abs',
  'maximum',
  'minimum',
  'max',
  'where',
  'reshape',
  'transpose',
  'broadcastTo',
  'slice',
  'concat',
  'reverse',
  'gather',
  'stopGradient',
]);

/** Whether a primitive makes no numbers of its own, so that its results need no rounding where its arguments had theirs. */
export function isExact(primitive: PrimitiveName): boolean {
  return exact.has(primitive);
}
