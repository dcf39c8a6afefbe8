import { type Attributes, type BackwardGraph, type Recurrence, type Tensor, topologicalOrder } from '@pushdown/tensors';
import {
  type Extent,
  everything,
  findDemand,
  findSupport,
  join,
  meet,
  moved,
  nothing,
  sameExtent,
  withConsequences,
} from './extents.ts';

/** What a step's kernels have to compute of a stored tensor. */
export interface TensorExtents {
  /** Outside, elements are 0. */
  readonly support: (tensor: Tensor) => Extent;
  /** Outside, nothing reads them. */
  readonly demand: (tensor: Tensor) => Extent;
}

/** Everything is computed. */
export const unlimited: TensorExtents = { support: () => everything, demand: () => everything };

export interface ExtentGraphs {
  readonly recurrence: Recurrence;
  readonly backward?: { readonly initial: BackwardGraph; readonly step: BackwardGraph } | undefined;
  /** Outputs that are wanted. */
  readonly outputs: readonly Tensor[];
  /** What is summed over time: in one range for all steps. */
  readonly sums: readonly Tensor[];
}

/** Rounds after which what still grows is taken to have no limit. */
const rounds = 6;

/** The extent of every state (or of its gradient) in its slot t, as of step t. */
type StateExtents = Map<string, Extent>;

function definedEntries(group: Readonly<Record<string, Tensor | undefined>> | undefined): [string, Tensor][] {
  return Object.entries(group ?? {}).filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
}

interface StateLeaf {
  readonly state: string;
  readonly isGradient: boolean;
}

/** The state that a leaf stands for: as it is before the step, or the gradient of what the step makes of it. */
function stateOf(leaf: Tensor): StateLeaf | undefined {
  if (leaf.primitive !== 'leaf') return undefined;
  const { role, name } = leaf.attributes as Attributes['leaf'];
  if (role === 'carry') return { state: name, isGradient: false };
  const prefix = 'state ';
  return role === 'gradient' && name.startsWith(prefix)
    ? { state: name.slice(prefix.length), isGradient: true }
    : undefined;
}

/**
 * The extents of a step's tensors along axes whose size is the capacity, for runs that begin with the initial state and
 * whose last state nobody reads. A stack then has no more elements than steps were done, and of those none is needed that
 * the steps left could not bring to the top: over a whole run, a quarter of what its memory could hold.
 */
export function findExtents(graphs: ExtentGraphs): TensorExtents {
  const support = settleSupport(graphs);
  const { demand, needs } = settleDemand(graphs, support);
  return {
    support: (tensor) => support.get(tensor) ?? everything,
    demand(tensor) {
      const known = [demand.get(tensor), needs.get(tensor)].filter((extent) => extent !== undefined);
      return known.length === 0 ? everything : known.reduce(join);
    },
  };
}

function allResults({ recurrence, backward, outputs, sums }: ExtentGraphs): Tensor[] {
  const { nextCarry, entries } = recurrence.step;
  return [
    ...Object.values(nextCarry),
    ...Object.values(entries),
    ...definedEntries(backward?.step.carry).map(([, tensor]) => tensor),
    ...outputs,
    ...sums,
  ];
}

function settleSupport(graphs: ExtentGraphs): Map<Tensor, Extent> {
  const { initial, step } = graphs.recurrence;
  const gradients = definedEntries(graphs.backward?.step.carry);
  const states: StateExtents = new Map();
  const stateGradients: StateExtents = new Map();
  const begin = findSupport(Object.values(initial.carry), () => everything);
  for (const [name, tensor] of Object.entries(initial.carry)) {
    const { done } = withConsequences(begin.get(tensor) as Extent);
    states.set(name, done === undefined ? everything : { done: Math.max(0, done) });
    // After the last step all gradients are 0.
    stateGradients.set(name, { left: 0 });
  }
  const leafSupport = (leaf: Tensor): Extent => {
    const found = stateOf(leaf);
    if (found === undefined) return everything;
    const own = states.get(found.state) ?? everything;
    if (!found.isGradient) return own;
    // Where a state is 0 whatever the parameters are, its gradient matters to none of them, and may be taken to be 0.
    return moved(meet(stateGradients.get(found.state) ?? everything, own), 0, -1);
  };
  /** Widens what is known by what a step makes of it. @returns whether that is news. */
  const widen = (known: StateExtents, name: string, kind: 'done' | 'left', seen: Extent, last: boolean): boolean => {
    const [old, found] = [known.get(name)?.[kind], withConsequences(seen)[kind]];
    if (old === undefined || (found !== undefined && found <= old)) return false;
    known.set(name, found === undefined || last ? everything : { [kind]: found });
    return true;
  };
  for (let round = 0; ; round++) {
    const support = findSupport(allResults(graphs), leafSupport);
    const last = round >= rounds;
    let news = false;
    for (const [name, tensor] of Object.entries(step.nextCarry))
      news = widen(states, name, 'done', moved(support.get(tensor) as Extent, 0, 1), last) || news;
    for (const [name, tensor] of gradients)
      news = widen(stateGradients, name, 'left', support.get(tensor) as Extent, last) || news;
    if (!news) return support;
  }
}

interface Demand {
  readonly demand: Map<Tensor, Extent>;
  /** What is needed of results by later steps, earlier ones or the outside. */
  readonly needs: Map<Tensor, Extent>;
}

function settleDemand(graphs: ExtentGraphs, support: ReadonlyMap<Tensor, Extent>): Demand {
  const { recurrence, backward, outputs, sums } = graphs;
  const gradients = definedEntries(backward?.step.carry);
  const states: StateExtents = new Map();
  const stateGradients: StateExtents = new Map();
  // The gradient of the initial state reads the first slot as a whole.
  for (const [, tensor] of definedEntries(backward?.initial.parameters)) {
    for (const leaf of topologicalOrder([tensor])) {
      const found = stateOf(leaf);
      if (found?.isGradient === true) stateGradients.set(found.state, everything);
    }
  }
  const findNeeds = (): Map<Tensor, Extent> => {
    const needs = new Map<Tensor, Extent>();
    const need = (tensor: Tensor, extent: Extent): void => {
      const known = needs.get(tensor);
      needs.set(tensor, known === undefined ? extent : join(known, extent));
    };
    for (const [name, tensor] of Object.entries(recurrence.step.nextCarry))
      need(tensor, moved(states.get(name) ?? nothing, 0, -1));
    for (const [name, tensor] of gradients) need(tensor, stateGradients.get(name) ?? nothing);
    for (const tensor of [...Object.values(recurrence.step.entries), ...outputs, ...sums]) need(tensor, everything);
    return needs;
  };
  for (let round = 0; ; round++) {
    const needs = findNeeds();
    // Where a result is 0 it is not computed from anything.
    const demand = findDemand(allResults(graphs), support, (tensor) => {
      const extent = needs.get(tensor);
      if (extent === undefined || sums.includes(tensor)) return extent;
      return meet(extent, support.get(tensor) as Extent);
    });
    let news = false;
    for (const [leaf, extent] of demand) {
      const found = stateOf(leaf);
      if (found === undefined) continue;
      const known = found.isGradient ? stateGradients : states;
      // A step reads the gradient of the slot after its own.
      const seen = found.isGradient ? moved(extent, 0, 1) : extent;
      const old = known.get(found.state) ?? nothing;
      const next = join(old, seen);
      if (sameExtent(old, next)) continue;
      known.set(found.state, round >= rounds ? everything : next);
      news = true;
    }
    if (!news) return { demand, needs };
  }
}
