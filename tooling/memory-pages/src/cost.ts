import {
  elementCount,
  type PrimitiveName,
  type Recurrence,
  resolveShape,
  type Shape,
  type SizeValues,
  type Tensor,
  topologicalOrder,
} from '@pushdown/tensors';

/** What a memory takes for one string, forward, as its step is written: before any engine makes it cheaper. */
export interface MemoryCost {
  /** A step, on average over the string: products added to sums. */
  readonly multiplyAdds: number;
  /** Values of exp, log, tanh, σ and powers. */
  readonly transcendental: number;
  /** Any other number computed from others. */
  readonly elementary: number;
  /** State that a step hands on, and what history tables hold at the end, in float32. */
  readonly bytes: number;
}

const transcendental: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'exp',
  'log',
  'log1p',
  'tanh',
  'sigmoid',
  'pow',
]);

/** What computes nothing: sources, and the same numbers elsewhere. */
const free: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'leaf',
  'fill',
  'range',
  'cast',
  'stopGradient',
  'reshape',
  'transpose',
  'broadcastTo',
  'slice',
  'pad',
  'concat',
  'reverse',
  'gather',
]);

const reductions: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>(['sum', 'max', 'argMax', 'cumsum']);

const float32 = 4;

/**
 * The cost of the memory in a model of one string.
 * @param recurrence of a recurrent model for batches of 1.
 * @param steps length of the string.
 */
export function memoryCost(recurrence: Recurrence, steps: number): MemoryCost {
  const { step, tables } = recurrence;
  const states = Object.entries(step.nextCarry).filter(([name]) => name === 'reading' || name.startsWith('memory/'));
  const results = [...states.map(([, tensor]) => tensor), ...Object.values(step.entries)];
  // What the controller and the classifier compute is not the memory's.
  const others = new Set(topologicalOrder([step.outputs.hidden as Tensor]));
  const own = topologicalOrder(results).filter((tensor) => !others.has(tensor));

  const total = { multiplyAdds: 0, transcendental: 0, elementary: 0 };
  let tableBytes = 0;
  for (let entries = 0; entries < steps; entries++) {
    const sizes: SizeValues = { capacity: Math.max(1, steps), entries };
    for (const tensor of own) {
      const { kind, count } = workOf(tensor, sizes);
      if (kind !== undefined) total[kind] += count;
    }
    for (const shape of Object.values(tables)) tableBytes += float32 * elementsOf(shape, sizes);
  }
  const last: SizeValues = { capacity: Math.max(1, steps), entries: steps };
  const stateBytes = states.reduce((sum, [, { shape }]) => sum + float32 * elementsOf(shape, last), 0);
  return {
    multiplyAdds: total.multiplyAdds / steps,
    transcendental: total.transcendental / steps,
    elementary: total.elementary / steps,
    bytes: stateBytes + tableBytes,
  };
}

interface Work {
  readonly kind: 'multiplyAdds' | 'transcendental' | 'elementary' | undefined;
  readonly count: number;
}

function workOf(tensor: Tensor, sizes: SizeValues): Work {
  const { primitive } = tensor;
  if (free.has(primitive)) return { kind: undefined, count: 0 };
  if (primitive === 'einsum') return { kind: 'multiplyAdds', count: productsOf(tensor as Tensor<'einsum'>, sizes) };
  if (reductions.has(primitive))
    return { kind: 'elementary', count: elementsOf((tensor.arguments[0] as Tensor).shape, sizes) };
  const kind = transcendental.has(primitive) ? 'transcendental' : 'elementary';
  return { kind, count: elementsOf(tensor.shape, sizes) };
}

/** One product for every choice of values for all labels. */
function productsOf({ attributes, arguments: [left, right] }: Tensor<'einsum'>, sizes: SizeValues): number {
  const labels = new Map<string, number>();
  for (const [names, operand] of [
    [attributes.left, left],
    [attributes.right, right],
  ] as const) {
    const resolved = resolveShape((operand as Tensor).shape, sizes);
    for (const [axis, label] of [...names].entries()) labels.set(label, resolved[axis] as number);
  }
  return elementCount([...labels.values()]);
}

function elementsOf(shape: Shape, sizes: SizeValues): number {
  return elementCount(resolveShape(shape, sizes));
}
