import { differentiate } from './differentiate.ts';
import { topologicalOrder } from './graph.ts';
import { fill } from './operations/create.ts';
import { leaf, mapValues, type Recurrence, type Tensors } from './recurrence.ts';
import type { Tensor, Trace } from './tensor.ts';

/**
 * Gradient graph of one traced function. It reads the values of the function's own graph, and leaves of role `gradient`
 * named `state …` and `entry …`: what later steps contribute to the gradients of its results.
 */
export interface BackwardGraph {
  /** The leaves for ∂loss/∂next state, by state. */
  readonly carryGradients: Tensors;
  /** The leaves for ∂loss/∂entry, by table. */
  readonly entryGradients: Tensors;
  /** Contributions of this function; undefined where there is none. */
  readonly parameters: Readonly<Record<string, Tensor | undefined>>;
  readonly carry: Readonly<Record<string, Tensor | undefined>>;
  readonly tables: Readonly<Record<string, Tensor | undefined>>;
}

/** Gradient graphs of the two functions of a recurrence. */
export interface RecurrenceGradients {
  readonly initial: BackwardGraph;
  readonly step: BackwardGraph;
}

/** States and tables through which trainable parameters can act on later steps; the others need no gradient. */
interface Learning {
  readonly states: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
}

/**
 * The gradient graphs of a recurrence for some of its parameters. What depends on no trainable parameter gets no
 * gradient at all, so frozen parameters cost nothing.
 */
export function differentiateRecurrence(recurrence: Recurrence, trainable: readonly string[]): RecurrenceGradients {
  const learning = findLearning(recurrence, trainable);
  const { initial, step, name } = recurrence;
  return {
    step: backward(name, trainable, learning, {
      parameters: step.parameters,
      states: step.carry,
      tables: step.tables,
      nextStates: step.nextCarry,
      entries: step.entries,
      loss: step.outputs.loss,
    }),
    initial: backward(name, trainable, learning, {
      parameters: initial.parameters,
      states: {},
      tables: {},
      nextStates: initial.carry,
      entries: {},
      loss: initial.outputs.loss,
    }),
  };
}

interface Forward {
  readonly parameters: Tensors;
  readonly states: Tensors;
  readonly tables: Tensors;
  readonly nextStates: Tensors;
  readonly entries: Tensors;
  readonly loss: Tensor | undefined;
}

function pick(tensors: Tensors, names: Iterable<string>): Tensors {
  const wanted = new Set(names);
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => wanted.has(name)));
}

/** Names of those results that are computed from one of the sources. */
function reached(results: Tensors, sources: Tensors): string[] {
  const reaches = new Set<Tensor>(Object.values(sources));
  for (const tensor of topologicalOrder(Object.values(results))) {
    if (tensor.arguments.some((argument) => reaches.has(argument))) reaches.add(tensor);
  }
  return Object.entries(results)
    .filter(([, result]) => result.dtype === 'float' && reaches.has(result))
    .map(([name]) => name);
}

function findLearning({ initial, step }: Recurrence, trainable: readonly string[]): Learning {
  const states = new Set(reached(initial.carry, pick(initial.parameters, trainable)));
  const tables = new Set<string>();
  // A state that learns may make others learn a step later: repeat until nothing new is found.
  for (let before = -1; before < states.size + tables.size; ) {
    before = states.size + tables.size;
    const sources = {
      ...prefixed('parameter', pick(step.parameters, trainable)),
      ...prefixed('state', pick(step.carry, states)),
      ...prefixed('table', pick(step.tables, tables)),
    };
    for (const name of reached(step.nextCarry, sources)) states.add(name);
    for (const name of reached(step.entries, sources)) tables.add(name);
  }
  return { states, tables };
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix} ${name}`, tensor]));
}

function backward(name: string, trainable: readonly string[], learning: Learning, forward: Forward): BackwardGraph {
  const trace = traceOf(name, forward);
  const incoming = (kind: string, tensors: Tensors): Tensors =>
    mapValues(tensors, ({ shape }, key) => leaf(trace, 'gradient', `${kind} ${key}`, shape));
  const carryGradients = incoming('state', pick(forward.nextStates, learning.states));
  const entryGradients = incoming('entry', pick(forward.entries, learning.tables));
  const pairs = (results: Tensors, gradients: Tensors) =>
    Object.entries(gradients).map(([key, cotangent]) => ({ result: results[key] as Tensor, cotangent }));
  const seeds = [...pairs(forward.nextStates, carryGradients), ...pairs(forward.entries, entryGradients)];
  if (forward.loss !== undefined) seeds.push({ result: forward.loss, cotangent: fill([], 1) });

  const sources = {
    parameters: pick(forward.parameters, trainable),
    carry: pick(forward.states, learning.states),
    tables: pick(forward.tables, learning.tables),
  };
  const gradients = differentiate(
    seeds,
    Object.values(sources).flatMap((group) => Object.values(group)),
  );
  let next = 0;
  const take = (group: Tensors): Record<string, Tensor | undefined> => mapValues(group, () => gradients[next++]);
  return {
    carryGradients,
    entryGradients,
    parameters: take(sources.parameters),
    carry: take(sources.carry),
    tables: take(sources.tables),
  };
}

/** Gradient leaves join the trace of what they are gradients of. */
function traceOf(name: string, { parameters, states, nextStates }: Forward): Trace {
  const tensors = [parameters, states, nextStates].flatMap((group) => Object.values(group));
  return tensors.find(({ trace }) => trace !== undefined)?.trace ?? { name };
}
