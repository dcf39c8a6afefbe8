import {
  type Attributes,
  apply,
  type BackwardGraph,
  differentiateRecurrence,
  fill,
  isSymbolic,
  type Recurrence,
  type Tensor,
  type Tensors,
  type UpdateDefinition,
} from '@pushdown/tensors';
import { cannotCompile } from '../errors.ts';
import { add, atom, constantOf, zero } from '../index-maps/polynomial.ts';
import { NeedsBuffer } from '../loops/alternatives.ts';
import { blocked } from '../loops/blocked.ts';
import { type Buffer, type Kernel, timeAtom } from '../loops/kernel.ts';
import { ordered } from '../loops/ordered.ts';
import type { Stored } from '../loops/stored.ts';
import { loadsOfKernel, substituteInKernel } from '../loops/substitute.ts';
import { findLanes, LaneError, type LaneInfo, type Lanes, propagateLanes } from '../passes/lanes.ts';
import { choosePasses, type Passes } from '../passes/passes.ts';
import { type Rounding, roundRecurrence } from '../passes/rounding.ts';
import { type Replacements, simplify } from '../passes/simplify.ts';
import { findExtents, unlimited } from '../passes/state-extents.ts';
import { addendsOf } from './addends.ts';
import { createBufferTable } from './buffer-table.ts';
import { growsWithTime } from './growth.ts';
import { lowerGraph, type Root } from './lower-graph.ts';
import { mapRecord } from './map-record.ts';
import type { Observation } from './observation.ts';
import { findPhases, timedTensors } from './phases.ts';
import type { Phase, PlacesInMaking, Plan, SectionName } from './plan.ts';
import { findShares } from './shares.ts';
import { sizedTensors } from './sized.ts';
import { sumOverTime, type TimeSum } from './sum-over-time.ts';
import { planUpdate } from './update.ts';

/** What a plan has to compute. */
export interface PlanOptions {
  /** Parameters that get gradients. None: forward only. */
  readonly trainable: readonly string[];
  readonly update?: UpdateDefinition;
  /** Outputs that are wanted besides the loss. */
  readonly outputs: readonly string[];
  /** A run may begin with a given state, or its last state is wanted: then states are computed as a whole. */
  readonly wholeStates?: boolean;
  /** Passes to leave out; all run without it. */
  readonly passes?: Partial<Passes>;
  /** The host takes large products of matrices. */
  readonly hostProducts?: boolean;
  /** What is rounded to a format with fewer bits; nothing without it. Everything: only where nothing is trained. */
  readonly rounding?: Rounding | undefined;
  /** Gets to see what planning goes by; the last call counts. */
  readonly observe?: (observation: Observation) => void;
}

const t = atom(timeAtom);
const nextT = add(t, constantOf(1));

/** A recurrence with its graphs simplified. Leaves stay the same. */
export function simplifyRecurrence(recurrence: Recurrence, replacements: Replacements = new Map()): Recurrence {
  const { initial, step } = recurrence;
  const rewriteAll = (...groups: readonly Tensors[]): Tensors[] => {
    const rewritten = simplify(
      groups.flatMap((group) => Object.values(group)),
      replacements,
    );
    let next = 0;
    return groups.map((group) => mapRecord(group, () => rewritten[next++] as Tensor));
  };
  const [carry, outputs] = rewriteAll(initial.carry, initial.outputs) as [Tensors, Tensors];
  const [nextCarry, stepOutputs, entries] = rewriteAll(step.nextCarry, step.outputs, step.entries) as [
    Tensors,
    Tensors,
    Tensors,
  ];
  return {
    ...recurrence,
    initial: { ...initial, carry, outputs },
    step: { ...step, nextCarry, outputs: stepOutputs, entries },
  };
}

function definedEntries(group: BackwardGraph['parameters']): [string, Tensor][] {
  return Object.entries(group).filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
}

function leafName(leaf: Tensor): { readonly role: string; readonly kind: string; readonly name: string } {
  const { role, name } = leaf.attributes as Attributes['leaf'];
  const space = name.indexOf(' ');
  return role === 'gradient'
    ? { role, kind: name.slice(0, space), name: name.slice(space + 1) }
    : { role, kind: '', name };
}

/**
 * Plans the whole computation of a recurrence for one choice of trainable parameters and outputs.
 * @throws CompileError for what cannot be compiled.
 */
export function buildPlan(given: Recurrence, options: PlanOptions): Plan {
  if (given.batchSize !== undefined && choosePasses(options.passes).lanes) {
    try {
      const size = turnSize(given, options);
      const byTurns = size === undefined ? undefined : buildPlanByLanes(given, options, size);
      return byTurns ?? (buildPlanByLanes(given, options) as Plan);
    } catch (error) {
      // A step that mixes the sequences of a batch is computed number by number: slower, and the same.
      if (!(error instanceof LaneError || error instanceof NeedsBuffer)) throw error;
    }
  }
  try {
    return buildPlanByLanes({ ...given, batchSize: undefined }, options) as Plan;
  } catch (error) {
    if (error instanceof NeedsBuffer)
      throw cannotCompile(error.tensor, 'is read in an order that there is no code for');
    throw error;
  }
}

/** A sequence with more bytes of state than that shares the second-level cache with three others at most. */
const largeState = 64 * 1024;
/** Turns of larger batches: fewer sequences where a memory grows with the string. */
const turnsOfLargeBatch = { growing: [16], fixed: [32, 16] };

/**
 * How many sequences are computed before the next ones, so that what they keep of every step stays in the second-level cache:
 * a register of them where a step reads its whole history, or a large state; a few where these divide a batch of more of them.
 * Undefined: all at once.
 */
function turnSize(
  { batchSize = 1, initial, step }: Recurrence,
  { passes, hostProducts }: PlanOptions,
): number | undefined {
  const { turns, products } = choosePasses(passes);
  if (!turns || batchSize <= 4 || (hostProducts === true && products)) return undefined;
  const states = Object.values(initial.carry).map(({ shape }) => shape);
  const stateSize = states.reduce(
    (total, shape) => total + shape.reduce<number>((product, size) => (isSymbolic(size) ? 0 : product * size), 1),
    0,
  );
  const hasHistory = Object.values(step.entries).some(({ shape }) => shape.some(growsWithTime));
  if (hasHistory || 4 * stateSize > batchSize * largeState) return 4;
  const sizes = turnsOfLargeBatch[states.flat().some(isSymbolic) ? 'growing' : 'fixed'];
  return sizes.find((size) => batchSize > size && batchSize % size === 0);
}

/** @returns undefined where sequences cannot take turns. */
function buildPlanByLanes(given: Recurrence, options: PlanOptions, turns?: number): Plan | undefined {
  const training = options.trainable.length > 0 || options.update !== undefined;
  const { rounding } = options;
  const everything = rounding?.rounded === 'everything';
  // Another way to the same number has other roundings on it.
  const passes = choosePasses(everything ? { ...options.passes, simplify: false } : options.passes);
  const { recurrence: traced, gradients } = (passes.simplify ? simplifiedGraphs : plainGraphs)(
    given,
    training ? options.trainable : undefined,
  );
  const { recurrence, isRounded } = roundRecurrence(traced, rounding);
  const { initial, step, batchSize } = recurrence;
  const outputNames = [...new Set([...(training ? ['loss'] : []), ...options.outputs])];
  const laneCount = turns ?? Math.ceil((batchSize ?? 1) / 4) * 4;
  const table = createBufferTable();
  const lanes = findLanes({ recurrence, ...(gradients === undefined ? {} : { backward: gradients }) });

  const entryBuffers = (kind: string, names: readonly string[]): Record<string, Buffer> =>
    Object.fromEntries(
      names.map((name) => [
        name,
        table.create(`${kind} ${name}`, (step.entries[name] as Tensor).shape, lanes.tables[name], 'steps'),
      ]),
    );
  const tables = entryBuffers('table', Object.keys(step.entries));
  const tableGradients = entryBuffers('gradient of table', Object.keys(gradients?.step.entryGradients ?? {}));
  const places: PlacesInMaking = {
    parameters: mapRecord(recurrence.parameters, (shape, path) =>
      table.create(`parameter ${path}`, shape, undefined, 'one'),
    ),
    slots: {},
    inputs: mapRecord(recurrence.inputs, ({ shape, initial: early }, name) =>
      table.create(
        `input ${name}`,
        shape,
        batchSize === undefined ? undefined : 0,
        early === true ? 'states' : 'steps',
      ),
    ),
    settings: mapRecord(Object.fromEntries(recurrence.settings.map((name) => [name, name])), (name) =>
      table.create(`setting ${name}`, [], undefined, 'one'),
    ),
    states: mapRecord(initial.carry, ({ shape }, name) =>
      table.create(`state ${name}`, shape, lanes.carry[name], 'states'),
    ),
    stateGradients: mapRecord(gradients?.step.carryGradients ?? {}, ({ shape }, name) =>
      table.create(`gradient of state ${name}`, shape, lanes.carry[name], 'states'),
    ),
    outputs: Object.fromEntries(
      outputNames.map((name) => {
        const output = step.outputs[name] as Tensor;
        return [
          name,
          table.create(
            `output ${name}`,
            output.shape,
            laneAxis(lanes.step, output),
            initial.outputs[name] === undefined ? 'steps' : 'states',
          ),
        ];
      }),
    ),
    gradients: mapRecord(
      Object.fromEntries(options.trainable.map((path) => [path, recurrence.parameters[path] as readonly number[]])),
      (shape, path) => table.create(`gradient of ${path}`, shape, undefined, 'one'),
    ),
    reports: {},
  };

  const sections: Record<SectionName, Kernel[]> = {
    initial: [],
    before: [],
    forward: [],
    after: [],
    backward: [],
    late: [],
    initialBackward: [],
    update: [],
  };
  const sums: TimeSum[] = [];
  const sumBuffers = new Map<Tensor, Buffer>();

  // The step, forward and backward, with everything summed over time.
  const totals = new Map<string, Tensor[]>(options.trainable.map((path) => [path, []]));
  const gradientsOfParameters = definedEntries(gradients?.step.parameters ?? {});
  const timed = timedTensors(gradientsOfParameters.map(([, gradient]) => gradient));
  for (const [path, gradient] of gradientsOfParameters) totals.get(path)?.push(sumOverTime(gradient, sums, timed));
  for (const { leaf, tensor } of sums)
    sumBuffers.set(leaf, table.create(`sum of ${tensor.primitive} over time`, tensor.shape, undefined, 'one'));
  const stepRoots: Root[] = [
    ...Object.entries(step.nextCarry).map(([name, tensor]) => ({
      tensor,
      target: { buffer: places.states[name] as Buffer, slot: nextT },
    })),
    ...outputNames.map((name) => ({
      tensor: step.outputs[name] as Tensor,
      target: {
        buffer: places.outputs[name] as Buffer,
        slot: (places.outputs[name] as Buffer).slots === 'states' ? nextT : t,
      },
    })),
    ...Object.entries(step.entries).map(([name, tensor]) => ({
      tensor,
      target: { buffer: tables[name] as Buffer, slot: t },
    })),
    ...Object.entries(gradients?.step.carry ?? {}).map(([name, tensor]) => ({
      // Where a step does not read the state it gets, nothing else would overwrite what an earlier run left there.
      tensor: tensor ?? fill((step.carry[name] as Tensor).shape, 0),
      target: { buffer: places.stateGradients[name] as Buffer, slot: t },
    })),
  ];
  const tableRoots = definedEntries(gradients?.step.tables ?? {});
  const additions: Root[] = tableRoots.flatMap(([name, tensor]) =>
    addendsOf(tensor).map((addend) => ({
      tensor: addend,
      target: { buffer: tableGradients[name] as Buffer, slot: zero, table: true },
    })),
  );
  const phase = findPhases({
    results: [...stepRoots, ...sums, ...additions].map(({ tensor }) => tensor),
    next: [...Object.values(step.nextCarry), ...Object.values(step.entries)],
    gradients: [
      ...definedEntries(gradients?.step.carry ?? {}).map(([, tensor]) => tensor),
      ...additions.map(({ tensor }) => tensor),
    ],
  });
  options.observe?.({ recurrence, gradients, lanes, phase });
  const stepKernels = lowerGraph({
    roots: stepRoots,
    sums: sums.map(({ leaf, tensor }) => ({ tensor, target: { buffer: sumBuffers.get(leaf) as Buffer, slot: zero } })),
    additions,
    pulling: passes.pulling,
    leaf: (leaf) => {
      const { role, kind, name } = leafName(leaf);
      if (role === 'table') return { buffer: tables[name] as Buffer, slot: zero, table: true };
      if (role === 'parameter') return { buffer: places.parameters[name] as Buffer, slot: zero };
      if (role === 'setting') return { buffer: places.settings[name] as Buffer, slot: zero };
      if (role === 'carry') return { buffer: places.states[name] as Buffer, slot: t };
      if (role === 'input')
        return { buffer: places.inputs[name] as Buffer, slot: recurrence.inputs[name]?.initial === true ? nextT : t };
      if (kind === 'state') return { buffer: places.stateGradients[name] as Buffer, slot: nextT };
      if (kind === 'entry') return { buffer: tableGradients[name] as Buffer, slot: t };
      throw new RangeError(`no place for ${role} ${name}`);
    },
    lane: laneOf(lanes.step),
    phase,
    laneCount,
    isRounded,
    extents:
      options.wholeStates === true || !passes.extents
        ? unlimited
        : findExtents({
            recurrence,
            backward: gradients,
            outputs: outputNames.map((name) => step.outputs[name] as Tensor),
            sums: [...sums, ...additions].map(({ tensor }) => tensor),
          }),
    table,
  });
  sections.before.push(...stepKernels.once);
  for (const name of ['before', 'forward', 'after', 'backward', 'late'] as const) {
    const inOrder = passes.ordering ? stepKernels[name].map((kernel) => ordered(kernel, laneCount)) : stepKernels[name];
    sections[name].push(...(passes.blocking ? inOrder.flatMap((kernel) => blocked(kernel, laneCount)) : inOrder));
  }

  // The initial state: once, in slot 0.
  const atStart = (buffer: Buffer): Stored => ({ buffer, slot: zero });
  const initialLeaf = (leaf: Tensor): Stored => {
    const { role, kind, name } = leafName(leaf);
    if (role === 'parameter') return atStart(places.parameters[name] as Buffer);
    if (role === 'setting') return atStart(places.settings[name] as Buffer);
    if (role === 'input') return atStart(places.inputs[name] as Buffer);
    if (kind === 'state') return atStart(places.stateGradients[name] as Buffer);
    throw new RangeError(`no place for ${role} ${name}`);
  };
  const initialRoots: Root[] = [
    ...Object.entries(initial.carry).map(([name, tensor]) => ({
      tensor,
      target: atStart(places.states[name] as Buffer),
    })),
    ...outputNames
      .filter((name) => initial.outputs[name] !== undefined)
      .map((name) => ({ tensor: initial.outputs[name] as Tensor, target: atStart(places.outputs[name] as Buffer) })),
  ];
  const once = (roots: readonly Root[], leaf: (leaf: Tensor) => Stored, known: Lanes | undefined): Kernel[] =>
    lowerGraph({
      roots,
      sums: [],
      additions: [],
      pulling: false,
      leaf,
      lane: laneOf(known),
      phase: (): Phase => 'once',
      laneCount,
      isRounded,
      extents: unlimited,
      table,
      // Before the first step no table has an entry.
    }).once.map((kernel) => substituteInKernel(kernel, timeAtom, zero));
  sections.initial.push(...once(initialRoots, initialLeaf, lanes.initial));

  if (gradients !== undefined) {
    const initialGradients = definedEntries(gradients.initial.parameters);
    const buffers = new Map<Tensor, Buffer>();
    const roots = initialGradients.map(([path, tensor]) => {
      const buffer = table.create(`gradient of ${path} by the initial state`, tensor.shape, undefined, 'one');
      const leaf = apply('leaf', [], {
        role: 'gradient',
        name: `initial ${path}`,
        shape: tensor.shape,
        dtype: 'float',
      });
      buffers.set(leaf, buffer);
      totals.get(path)?.push(leaf);
      return { tensor, target: atStart(buffer) };
    });
    sections.initialBackward.push(...once(roots, initialLeaf, lanes.initial));
    sections.update.push(
      ...planUpdate(
        recurrence,
        options,
        totals,
        places,
        table,
        once,
        (leaf) => buffers.get(leaf) ?? sumBuffers.get(leaf),
      ),
    );
  }
  const resultsOf = (graph: BackwardGraph | undefined): (Tensor | undefined)[] =>
    graph === undefined ? [] : [graph.parameters, graph.carry, graph.tables].flatMap((group) => Object.values(group));
  const wanted = (outputs: Tensors): (Tensor | undefined)[] => outputNames.map((name) => outputs[name]);
  // As they were given: simplifying may drop a tensor that cannot exist.
  const sized = {
    initial: sizedTensors([
      ...Object.values(given.initial.carry),
      ...wanted(given.initial.outputs),
      ...resultsOf(gradients?.initial),
    ]),
    step: sizedTensors([
      ...Object.values(given.step.nextCarry),
      ...wanted(given.step.outputs),
      ...Object.values(given.step.entries),
      ...resultsOf(gradients?.step),
    ]),
  };
  const filledUp = Object.values(tables).filter(({ sizes }) => sizes.some(growsWithTime));
  const accumulators = Object.values(tableGradients);
  const shares =
    turns === undefined ? new Set<Buffer>() : findShares(sections, batchSize as number, Object.values(places.states));
  if (shares === undefined) return undefined;
  const readByUpdate = new Set(sections.update.flatMap(loadsOfKernel).map(({ buffer }) => buffer));
  return {
    name: recurrence.name,
    batchSize,
    laneCount,
    shares,
    totals: [...shares].filter((buffer) => readByUpdate.has(buffer)),
    buffers: table.buffers,
    sections,
    places,
    passes: { ...passes, products: passes.products && options.hostProducts === true },
    format: rounding?.format ?? 'float32',
    sized,
    accumulators,
    filledUp,
  };
}

interface Graphs {
  readonly recurrence: Recurrence;
  /** None where only outputs are wanted. */
  readonly gradients: { readonly initial: BackwardGraph; readonly step: BackwardGraph } | undefined;
}

function plainGraphs(given: Recurrence, trainable: readonly string[] | undefined): Graphs {
  return {
    recurrence: given,
    gradients: trainable === undefined ? undefined : differentiateRecurrence(given, trainable),
  };
}

function simplifiedGraphs(given: Recurrence, trainable: readonly string[] | undefined): Graphs {
  if (trainable === undefined) return { recurrence: simplifyRecurrence(given), gradients: undefined };
  const outline = simplifyRecurrence(given);
  const graphs = differentiateRecurrence(outline, trainable);
  // With one set of replacements, the gradients go on reading the values of the forward graphs.
  const replacements: Replacements = new Map();
  const recurrence = simplifyRecurrence(outline, replacements);
  const rewrite = (graph: BackwardGraph): BackwardGraph => {
    const groups = [graph.parameters, graph.carry, graph.tables];
    const all = groups.flatMap((group) => definedEntries(group).map(([, tensor]) => tensor));
    const rewritten = new Map(simplify(all, replacements).map((tensor, index) => [all[index], tensor]));
    const [parameters, carry, tables] = groups.map((group) =>
      mapRecord(group, (tensor) => (tensor === undefined ? undefined : rewritten.get(tensor))),
    ) as [BackwardGraph['parameters'], BackwardGraph['carry'], BackwardGraph['tables']];
    return { ...graph, parameters, carry, tables };
  };
  return { recurrence, gradients: { initial: rewrite(graphs.initial), step: rewrite(graphs.step) } };
}

function laneAxis(lanes: Lanes, tensor: Tensor): number | undefined {
  return lanes.get(tensor)?.axis;
}

function laneOf(lanes: Lanes | undefined): (tensor: Tensor) => LaneInfo {
  const known = new Map(lanes);
  return (tensor) => {
    const info = known.get(tensor);
    if (info !== undefined) return info;
    // Graphs outside any recurrence (the update) have no batch.
    return propagateLanes([tensor], () => ({ axis: undefined, uniform: new Set() }), known).get(tensor) as LaneInfo;
  };
}
