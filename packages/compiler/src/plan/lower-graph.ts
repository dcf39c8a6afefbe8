import { type Tensor, topologicalOrder } from '@pushdown/tensors';
import { atom, atomsOf, zero } from '../index-maps/polynomial.ts';
import { isElementwise, isOuterProduct } from '../loops/access.ts';
import { accumulating, canAccumulate, withinEntries } from '../loops/accumulate.ts';
import { type AccessContext, NeedsBuffer } from '../loops/alternatives.ts';
import type { TimeLoop } from '../loops/indices.ts';
import { type Kernel, timeAtom } from '../loops/kernel.ts';
import { lower } from '../loops/lower.ts';
import { pulled } from '../loops/pulled.ts';
import type { Stored } from '../loops/stored.ts';
import { everything } from '../passes/extents.ts';
import type { LaneInfo } from '../passes/lanes.ts';
import type { TensorExtents } from '../passes/state-extents.ts';
import type { BufferTable } from './buffer-table.ts';
import { isView, ownCost } from './costs.ts';
import { growsWithTime } from './growth.ts';
import { elements, passingTensors } from './passing.ts';
import type { Phase } from './plan.ts';

/** A tensor that has to be in a certain place in memory. */
export interface Root {
  readonly tensor: Tensor;
  readonly target: Stored;
}

export interface GraphToLower {
  readonly roots: readonly Root[];
  /** Sums over all steps, in the phase `late`. */
  readonly sums: readonly Root[];
  /** Added to what is in their places, at the end of every step of `backward` or when a step begins, as one sum. */
  readonly additions: readonly Root[];
  /** Additions may be turned around. */
  readonly pulling: boolean;
  readonly leaf: (leaf: Tensor) => Stored;
  readonly lane: (tensor: Tensor) => LaneInfo;
  readonly phase: (tensor: Tensor) => Phase;
  readonly laneCount: number;
  readonly isRounded: (tensor: Tensor) => boolean;
  readonly extents: TensorExtents;
  readonly table: BufferTable;
}

/**
 * An element that another phase reads may cost this much to be computed again; beyond it the tensor is stored. Computing it
 * again within its phase may cost twice as much in all, as nothing has to be kept for every step.
 */
const recomputeLimit = 5;

/**
 * Turns a graph into kernels. Decides which tensors are stored: results of sums, what would cost more to compute again wherever it
 * is read, what another phase needs; everything else becomes part of the expressions that read it.
 */
export function lowerGraph(graph: GraphToLower): Record<Phase, Kernel[]> {
  const order = topologicalOrder([...graph.roots, ...graph.sums, ...graph.additions].map(({ tensor }) => tensor));
  const stored = chooseStored(graph, order);
  const pulls = new Set(
    graph.pulling ? graph.additions.filter(({ tensor }) => !stored.has(tensor) && isOuter(tensor)) : [],
  );
  // A tensor that turns out not to be readable without being stored is stored, and all is done again.
  const count = graph.table.buffers.length;
  for (let mayPass = true; ; ) {
    try {
      return lowerStored(graph, order, stored, pulls, mayPass);
    } catch (error) {
      if (error instanceof CannotPull) {
        pulls.delete(error.addition);
        graph.table.truncate(count);
        continue;
      }
      if (!(error instanceof NeedsBuffer)) throw error;
      if (stored.has(error.tensor)) {
        if (!mayPass) throw error;
        mayPass = false;
      }
      stored.add(error.tensor);
      graph.table.truncate(count);
    }
  }
}

function consumersOf(order: readonly Tensor[]): Map<Tensor, Tensor[]> {
  const consumers = new Map<Tensor, Tensor[]>(order.map((tensor) => [tensor, []]));
  for (const tensor of order) for (const argument of new Set(tensor.arguments)) consumers.get(argument)?.push(tensor);
  return consumers;
}

/** A tensor that computes from another, and how many elements of that it needs. */
interface Reader {
  readonly tensor: Tensor;
  readonly count: number;
}

/** Everything that reads a tensor, with views looked through. */
function readersThroughViews(
  tensor: Tensor,
  consumers: ReadonlyMap<Tensor, readonly Tensor[]>,
  stored: ReadonlySet<Tensor>,
): Reader[] {
  return (consumers.get(tensor) ?? []).flatMap((consumer): Reader[] => {
    if (!isView(consumer)) return [{ tensor: consumer, count: elements(consumer) }];
    if (stored.has(consumer)) return [{ tensor: consumer, count: elements(tensor) }];
    // Of what is read of a concatenation, a piece is a share.
    const joins = consumer.primitive === 'concat' || consumer.primitive === 'pad';
    const share = joins ? elements(tensor) / elements(consumer) : 1;
    return readersThroughViews(consumer, consumers, stored).map((reader) => ({
      tensor: reader.tensor,
      count: reader.count * share,
    }));
  });
}

/** Views that are put together in memory, because products read them: in a sum, every element has one place to be read from. */
function joinedViews(order: readonly Tensor[], consumers: ReadonlyMap<Tensor, readonly Tensor[]>): Set<Tensor> {
  const joined = new Set<Tensor>();
  for (const tensor of order) {
    // A table with something before it would be copied at every step.
    if ((tensor.primitive !== 'concat' && tensor.primitive !== 'pad') || tensor.shape.some(growsWithTime)) continue;
    const readers = readersThroughViews(tensor, consumers, joined);
    if (readers.some((reader) => reader.tensor.primitive === 'einsum')) joined.add(tensor);
  }
  return joined;
}

function chooseStored(
  { roots, sums, additions, phase, isRounded }: GraphToLower,
  order: readonly Tensor[],
): Set<Tensor> {
  const consumers = consumersOf(order);
  const rooted = new Set(roots.map(({ tensor }) => tensor));
  const summed = new Set([...sums, ...additions].map(({ tensor }) => tensor));
  const added = new Set(additions.map(({ tensor }) => tensor));
  /** Whether views of a tensor are added to memory, and nothing else is done with it. */
  const isAdded = (tensor: Tensor): boolean => {
    const [consumer, ...others] = consumers.get(tensor) ?? [];
    if (consumer === undefined) return added.has(tensor);
    return others.length === 0 && isView(consumer) && consumer.arguments.length === 1 && isAdded(consumer);
  };
  const stored = new Set([...rooted, ...joinedViews(order, consumers)]);
  const cost = new Map<Tensor, number>();
  for (const tensor of order) {
    const inherited = tensor.arguments.reduce(
      (total, argument) => total + (stored.has(argument) ? 0 : (cost.get(argument) ?? 0)),
      0,
    );
    const total = ownCost(tensor) + inherited;
    cost.set(tensor, total);
    if (tensor.primitive === 'leaf' || rooted.has(tensor) || isView(tensor)) continue;
    const readers = readersThroughViews(tensor, consumers, stored);
    const reads = readers.reduce((sum, { count }) => sum + count, 0);
    if (!isElementwise(tensor.primitive)) {
      const [reader, ...others] = readers;
      const isFactor =
        isOuterProduct(tensor) && others.length === 0 && isElementwise(reader?.tensor.primitive ?? tensor.primitive);
      if (isFactor && reader?.count === elements(tensor) && phase(reader.tensor) === phase(tensor)) continue;
      const isTerm = tensor.primitive === 'einsum' && !isRounded(tensor) && isAdded(tensor);
      if (readers.length > 0 || !(summed.has(tensor) || isTerm)) stored.add(tensor);
      continue;
    }
    // Read by a product, or once for each element along an axis that it does not have.
    const reread = readers.some((reader) => reader.tensor.primitive === 'einsum' || reader.count > elements(tensor));
    const crosses = readers.some(({ tensor: reader }) => phase(reader) !== phase(tensor));
    if (
      (reread && total >= 1) ||
      (crosses && total >= recomputeLimit) ||
      (reads / elements(tensor) - 1) * total >= 2 * recomputeLimit
    )
      stored.add(tensor);
  }
  return stored;
}

function lowerStored(
  graph: GraphToLower,
  order: readonly Tensor[],
  chosen: ReadonlySet<Tensor>,
  pulls: ReadonlySet<Root>,
  mayPass: boolean,
): Record<Phase, Kernel[]> {
  const { roots, sums, additions, phase, lane, laneCount, table } = graph;
  const consumers = consumersOf(order);
  const targets = new Map<Tensor, Stored[]>();
  for (const { tensor, target } of roots) targets.set(tensor, [...(targets.get(tensor) ?? []), target]);
  const readDirectly = new Map<Tensor, Phase[]>();
  const pushed = additions.filter((addition) => !pulls.has(addition));
  for (const [readers, reading] of [
    [sums, 'late'],
    [pushed, 'backward'],
    // What other steps read is kept for all of them.
    [[...pulls], 'late'],
  ] as const)
    for (const { tensor } of readers) readDirectly.set(tensor, [...(readDirectly.get(tensor) ?? []), reading]);

  let passing: ReadonlySet<Tensor> = new Set();
  /** Phases in which a tensor is read from memory. */
  const readingPhases = (tensor: Tensor): Set<Phase> => {
    const phases = new Set<Phase>();
    for (const consumer of consumers.get(tensor) ?? []) {
      if (chosen.has(consumer)) phases.add(phase(consumer));
      if (!chosen.has(consumer) || passing.has(consumer))
        for (const further of readingPhases(consumer)) phases.add(further);
    }
    for (const reading of readDirectly.get(tensor) ?? []) phases.add(reading);
    return phases;
  };

  const fixed = new Set([...targets.keys(), ...readDirectly.keys()]);
  if (mayPass) passing = passingTensors({ order, stored: chosen, fixed, phase, consumers, readingPhases });

  const places = new Map<Tensor, Stored>();
  const contextOf = (when: Phase): AccessContext => ({
    laneCount,
    lane,
    isRounded: graph.isRounded,
    extents: {
      // What does not change with time is computed once, as a whole.
      support: (tensor) => (phase(tensor) === 'once' ? everything : graph.extents.support(tensor)),
      demand: (tensor) => (phase(tensor) === 'once' ? everything : graph.extents.demand(tensor)),
    },
    stored: (tensor) => {
      if (tensor.primitive === 'leaf') return graph.leaf(tensor);
      return passing.has(tensor) && phase(tensor) !== when ? undefined : places.get(tensor);
    },
  });
  const kernels: Record<Phase, Kernel[]> = { once: [], before: [], forward: [], after: [], backward: [], late: [] };
  const timeOf = (when: Phase): TimeLoop =>
    when === 'before' || when === 'after' || when === 'late' ? 'outer' : 'none';
  for (const tensor of order) {
    if (!chosen.has(tensor) && !targets.has(tensor)) continue;
    const when = phase(tensor);
    const wanted = targets.get(tensor) ?? [];
    // What does not change with time is computed once, and copied to where every step wants it.
    const everyStep = when === 'once' ? wanted.filter(({ slot }) => atomsOf(slot).has(timeAtom)) : [];
    const [first, ...others] = wanted.filter((place) => !everyStep.includes(place));
    if (tensor.primitive === 'leaf' || tensor.primitive === 'fill') {
      for (const copy of everyStep) kernels.before.push(...lowerCopy(tensor, copy, contextOf('before'), 'outer'));
      if (first === undefined) continue;
    }
    let target = first;
    if (target === undefined) {
      const phases = readingPhases(tensor);
      const local =
        when === 'once' ||
        passing.has(tensor) ||
        ((when === 'forward' || when === 'backward') && [...phases].every((other) => other === when));
      const buffer = table.create(tensor.primitive, tensor.shape, lane(tensor).axis, local ? 'one' : 'steps');
      target = { buffer, slot: local ? zero : atom(timeAtom) };
    }
    const context = contextOf(when);
    if (tensor.primitive === 'leaf') {
      for (const copy of [target, ...others]) kernels[when].push(...lowerCopy(tensor, copy, context, timeOf(when)));
      continue;
    }
    kernels[when].push(...lower(tensor, target, context, timeOf(when)));
    places.set(tensor, target);
    for (const copy of others) kernels[when].push(...lowerCopy(tensor, copy, context, timeOf(when)));
    if (tensor.primitive !== 'fill')
      for (const copy of everyStep) kernels.before.push(...lowerCopy(tensor, copy, contextOf('before'), 'outer'));
  }
  for (const { tensor, target } of sums) {
    const lowerSum = tensor.primitive === 'leaf' || places.has(tensor) ? lowerCopy : lower;
    kernels.late.push(...lowerSum(tensor, target, contextOf('late'), 'summed'));
  }
  const added: Kernel[] = [];
  for (const { tensor, target } of pushed) {
    const isStored = tensor.primitive === 'leaf' || places.has(tensor);
    const own = (isStored ? lowerCopy : lower)(tensor, target, contextOf('backward'), 'none');
    if (!isStored && !canAccumulate(tensor, own)) throw new NeedsBuffer(tensor);
    added.push(...own.map((kernel) => withinEntries(kernel, target)));
  }
  kernels.backward.push(...accumulating(added));
  const collected = [...pulls].flatMap((addition) => pull(addition, contextOf('late')));
  kernels.backward.unshift(...accumulating(collected));
  return kernels;
}

/** An addition that has to be made step by step. */
class CannotPull extends Error {
  override name = 'CannotPull';
  readonly addition: Root;
  constructor(addition: Root) {
    super(`${addition.tensor.primitive} cannot be collected`);
    this.addition = addition;
  }
}

function pull(addition: Root, context: AccessContext): Kernel[] {
  const { tensor, target } = addition;
  try {
    return lower(tensor, target, context, 'none').flatMap((kernel) => {
      const turned = pulled(withinEntries(kernel, target));
      if (turned === undefined) throw new CannotPull(addition);
      return turned;
    });
  } catch (error) {
    throw error instanceof NeedsBuffer ? new CannotPull(addition) : error;
  }
}

/** Whether a tensor is a product with more elements than either factor, so that keeping these takes less than adding it. */
function isOuter(tensor: Tensor): boolean {
  // What is padded is of few entries, which have no more to collect than a step adds to them.
  if (tensor.primitive === 'pad') return false;
  if (isView(tensor) && tensor.arguments.length === 1) return isOuter(tensor.arguments[0] as Tensor);
  return tensor.primitive === 'einsum' && tensor.arguments.every((factor) => elements(factor) < elements(tensor));
}

/** What is stored already goes to a second place. */
function lowerCopy(tensor: Tensor, target: Stored, context: AccessContext, time: TimeLoop): Kernel[] {
  const from = context.stored(tensor);
  // A stand-in of the same shape and place: `lower` computes a tensor from its arguments, and this one has itself.
  const copy = { ...tensor, primitive: 'stopGradient', arguments: [tensor], attributes: {} } as unknown as Tensor;
  const original = (other: Tensor): Tensor => (other === copy ? tensor : other);
  const withCopy: AccessContext = {
    ...context,
    lane: (other) => context.lane(original(other)),
    extents: {
      support: (other) => context.extents.support(original(other)),
      demand: (other) => context.extents.demand(original(other)),
    },
    stored: (other) => (other === tensor ? from : context.stored(other)),
  };
  return lower(copy, target, withCopy, time);
}
