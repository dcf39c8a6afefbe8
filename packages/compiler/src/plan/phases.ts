import { type Attributes, type LeafRole, type Tensor, topologicalOrder } from '@pushdown/tensors';
import { growsWithTime } from './growth.ts';
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

function isRole(...roles: readonly LeafRole[]): (tensor: Tensor) => boolean {
  return ({ primitive, attributes }) => primitive === 'leaf' && roles.includes((attributes as Attributes['leaf']).role);
}

/** Tensors that differ from step to step. */
export function timedTensors(results: readonly Tensor[]): ReadonlySet<Tensor> {
  const isTimed = isRole('input', 'carry', 'table', 'gradient');
  return reach(topologicalOrder(results), (tensor) => isTimed(tensor) || tensor.shape.some(growsWithTime));
}

/**
 * The phase of every tensor of a step and its gradient: what does not depend on the carried state leaves the loop before
 * it, what the next state does not need leaves it after.
 */
export function findPhases(graph: {
  readonly results: readonly Tensor[];
  /** Next states and table entries. */
  readonly next: readonly Tensor[];
  /** Gradients of states and table entries, which earlier steps wait for. */
  readonly gradients: readonly Tensor[];
}): (tensor: Tensor) => Phase {
  const order = topologicalOrder(graph.results);
  const timed = timedTensors(graph.results);
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
