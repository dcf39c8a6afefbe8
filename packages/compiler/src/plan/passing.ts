import { type Dimension, isSymbolic, type Tensor } from '@pushdown/tensors';
import { isElementwise } from '../loops/access.ts';
import { ownCost } from './costs.ts';
import { growsWithTime } from './growth.ts';
import type { Phase } from './plan.ts';

/**
 * What an element may cost where every element is computed again once, where it is computed again so often as a result is wide,
 * and where it is computed again for every entry, as in a sum over the whole history of the whole history.
 */
const limits = { once: 20, often: 2, forEntries: 0 };
type Repetition = keyof typeof limits;

export interface StoredGraph {
  readonly order: readonly Tensor[];
  readonly stored: ReadonlySet<Tensor>;
  /** Roots, and what is summed over time or added to memory as it is: these have to be where they are. */
  readonly fixed: ReadonlySet<Tensor>;
  readonly phase: (tensor: Tensor) => Phase;
  readonly consumers: ReadonlyMap<Tensor, readonly Tensor[]>;
  /** Phases in which a tensor is read from memory. */
  readonly readingPhases: (tensor: Tensor) => ReadonlySet<Phase>;
}

/**
 * Tensors along `entries` that are stored for the present step only, while other phases compute again what they read of
 * them: stored for all steps, they would take room for steps² elements.
 */
export function passingTensors(graph: StoredGraph): Set<Tensor> {
  const { order, stored, fixed, phase, readingPhases } = graph;
  const passing = new Set<Tensor>();
  const costs = new Map<Tensor, number>();
  const isKept = (tensor: Tensor): boolean =>
    tensor.primitive === 'leaf' || (stored.has(tensor) && !passing.has(tensor));
  const costOf = (tensor: Tensor): number => (isKept(tensor) ? 0 : (costs.get(tensor) as number));
  /** Whether it is there in other phases already, so that reading it takes no more room. */
  const isThere = (tensor: Tensor): boolean => {
    if (!isKept(tensor)) return tensor.arguments.every(isThere);
    const isSmall = !tensor.shape.some(growsWithTime);
    return tensor.primitive === 'leaf' || isSmall || fixed.has(tensor) || readsElsewhere(tensor);
  };
  const readsElsewhere = (tensor: Tensor): boolean =>
    [...readingPhases(tensor)].some((reading) => reading !== phase(tensor));
  for (const tensor of order) {
    const cost = tensor.arguments.reduce((total, argument) => total + costOf(argument), ownCost(tensor));
    costs.set(tensor, cost);
    const own = phase(tensor);
    if (!stored.has(tensor) || fixed.has(tensor) || !isElementwise(tensor.primitive)) continue;
    if (!tensor.shape.some(growsWithTime) || (own !== 'forward' && own !== 'backward')) continue;
    if (cost > limits[repetitionOf(graph, tensor)]) continue;
    if (readsElsewhere(tensor) && tensor.arguments.every(isThere)) passing.add(tensor);
  }
  return passing;
}

/** How often consumers in other phases read an element, at most. */
function repetitionOf({ stored, phase, consumers }: StoredGraph, tensor: Tensor): Repetition {
  const of = (read: Tensor): Repetition =>
    mostOften(
      (consumers.get(read) ?? []).flatMap((consumer): Repetition[] => {
        if (stored.has(consumer) && phase(consumer) === phase(tensor)) return [];
        if (consumer.primitive === 'einsum') return repetitions(consumer as Tensor<'einsum'>, read);
        if (elements(consumer) > elements(read)) return ['often'];
        return stored.has(consumer) ? [] : [of(consumer)];
      }),
    );
  return of(tensor);
}

function mostOften(repetitions: readonly Repetition[]): Repetition {
  return (['forEntries', 'often'] as const).find((repetition) => repetitions.includes(repetition)) ?? 'once';
}

/** How often results of a product read the same element of an operand. */
function repetitions(product: Tensor<'einsum'>, operand: Tensor): Repetition[] {
  const { left, right, output } = product.attributes;
  return [left, right].flatMap((labels, place): Repetition[] => {
    if (product.arguments[place] !== operand) return [];
    const others = [...product.shape.keys()].filter((axis) => !labels.includes(output[axis] as string));
    if (others.some((axis) => growsWithTime(product.shape[axis] as Dimension))) return ['forEntries'];
    return others.length > 0 ? ['often'] : [];
  });
}

/** Sizes that are not known yet count as large. */
export function elements({ shape }: Tensor): number {
  return shape.reduce<number>((product, size) => product * (isSymbolic(size) ? 1000 : size), 1);
}
