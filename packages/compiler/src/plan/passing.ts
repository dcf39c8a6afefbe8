import { isSymbolic, type Tensor } from '@pushdown/tensors';
import { isElementwise } from '../loops/access.ts';
import { ownCost } from './costs.ts';
import { growsWithTime } from './growth.ts';
import type { Phase } from './plan.ts';

/** What an element may cost where every element is computed again once, and where it is computed again and again. */
const limits = { once: 20, often: 2 };

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
    if (cost > limits[readsAgain(graph, tensor) ? 'often' : 'once']) continue;
    if (readsElsewhere(tensor) && tensor.arguments.every(isThere)) passing.add(tensor);
  }
  return passing;
}

/** Whether some consumer in another phase reads an element more than once. */
function readsAgain({ stored, phase, consumers }: StoredGraph, tensor: Tensor): boolean {
  const again = (read: Tensor): boolean =>
    (consumers.get(read) ?? []).some((consumer) => {
      if (stored.has(consumer) && phase(consumer) === phase(tensor)) return false;
      if (consumer.primitive === 'einsum') return repeats(consumer as Tensor<'einsum'>, read);
      return elements(consumer) > elements(read) || (!stored.has(consumer) && again(consumer));
    });
  return again(tensor);
}

/** Whether a product has results that read the same element of an operand. */
function repeats({ attributes: { left, right, output }, arguments: args }: Tensor<'einsum'>, operand: Tensor): boolean {
  return [left, right].some(
    (labels, index) => args[index] === operand && [...output].some((label) => !labels.includes(label)),
  );
}

/** Sizes that are not known yet count as large. */
export function elements({ shape }: Tensor): number {
  return shape.reduce<number>((product, size) => product * (isSymbolic(size) ? 1000 : size), 1);
}
