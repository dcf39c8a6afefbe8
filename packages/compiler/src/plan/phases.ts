import { type Attributes, type LeafRole, type Tensor, topologicalOrder } from '@pushdown/tensors';
import type { Phase } from './plan.ts';

function reach(order: readonly Tensor[], start: (tensor: Tensor) => boolean): Set<Tensor> {
  const reached = new Set<Tensor>();
  for (const tensor of order)
    if (start(tensor) || tensor.arguments.some((argument) => reached.has(argument))) reached.add(tensor);
  return reached;
}

function ancestors(results: readonly Tensor[]): Set<Tensor> {
  return new Set(topologicalOrder(results));
}

/**
 * The phase of every tensor of a step and its gradient: what does not depend on the carried state leaves the loop before
 * it, what the next state does not need leaves it after.
 */
export function findPhases(graph: {
  readonly results: readonly Tensor[];
  /** Next states and table entries. */
  readonly next: readonly Tensor[];
  /** Gradients that earlier steps wait for. */
  readonly gradients: readonly Tensor[];
}): (tensor: Tensor) => Phase {
  const order = topologicalOrder(graph.results);
  const role = (tensor: Tensor): LeafRole | undefined =>
    tensor.primitive === 'leaf' ? (tensor.attributes as Attributes['leaf']).role : undefined;
  const isRole =
    (...roles: readonly LeafRole[]) =>
    (tensor: Tensor): boolean => {
      const own = role(tensor);
      return own !== undefined && roles.includes(own);
    };
  const timed = reach(order, isRole('input', 'carry', 'table', 'gradient'));
  const carried = reach(order, isRole('carry', 'table'));
  const backward = reach(order, isRole('gradient'));
  const feedsNext = ancestors(graph.next);
  const feedsEarlier = ancestors(graph.gradients);
  return (tensor) => {
    if (!timed.has(tensor)) return 'once';
    if (backward.has(tensor)) return feedsEarlier.has(tensor) ? 'backward' : 'late';
    if (!carried.has(tensor)) return 'before';
    return feedsNext.has(tensor) ? 'forward' : 'after';
  };
}
