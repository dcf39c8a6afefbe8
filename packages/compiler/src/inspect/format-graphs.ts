import { formatGraph, placeOf, type Recurrence, type Tensor } from '@pushdown/tensors';
import type { Lanes } from '../passes/lanes.ts';
import type { Observation } from '../plan/observation.ts';

type Named = Readonly<Record<string, Tensor>>;

/** Names of results with what they are: `next state h = %12`. */
function labeled(kind: string, tensors: Readonly<Record<string, Tensor | undefined>>): Named {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter((entry): entry is [string, Tensor] => entry[1] !== undefined)
      .map(([name, tensor]) => [`${kind} ${name}`, tensor]),
  );
}

function initialResults({ initial }: Recurrence): Named {
  return { ...labeled('state', initial.carry), ...labeled('output', initial.outputs) };
}

function stepResults({ step }: Recurrence): Named {
  return {
    ...labeled('next state', step.nextCarry),
    ...labeled('output', step.outputs),
    ...labeled('entry', step.entries),
  };
}

function gradientResults(gradients: Observation['gradients'], part: 'initial' | 'step'): Named {
  if (gradients === undefined) return {};
  const { parameters, carry, tables } = gradients[part];
  return {
    ...labeled('gradient of parameter', parameters),
    ...labeled('gradient of state', carry),
    ...labeled('gradient of table', tables),
  };
}

function bothGraphs(initial: Named, step: Named, note?: (tensor: Tensor) => string | undefined): string {
  return ['initial state', formatGraph(initial, note), '', 'step', formatGraph(step, note)].join('\n');
}

/** The graphs of a recurrence, each application with its place in the author's code. */
export function formatRecurrence(recurrence: Recurrence): string {
  return bothGraphs(initialResults(recurrence), stepResults(recurrence), placeOf);
}

/** The graphs with those of the gradients. */
export function formatGradients({ recurrence, gradients }: Observation): string {
  return bothGraphs(
    { ...initialResults(recurrence), ...gradientResults(gradients, 'initial') },
    { ...stepResults(recurrence), ...gradientResults(gradients, 'step') },
    placeOf,
  );
}

/** Every application of the step with its phase and the axis of its batch. */
export function formatPhases({ recurrence, gradients, lanes, phase }: Observation): string {
  const note = (tensor: Tensor): string => `${phase(tensor)}, ${formatLane(lanes.step, tensor)}`;
  return formatGraph({ ...stepResults(recurrence), ...gradientResults(gradients, 'step') }, note);
}

function formatLane(lanes: Lanes, tensor: Tensor): string {
  const axis = lanes.get(tensor)?.axis;
  return axis === undefined ? 'no batch' : `batch in axis ${axis}`;
}
