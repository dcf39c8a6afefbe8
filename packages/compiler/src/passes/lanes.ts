import {
  type Attributes,
  type BackwardGraph,
  type Dimension,
  type Recurrence,
  type Shape,
  type Tensor,
  topologicalOrder,
} from '@pushdown/tensors';

/**
 * Where the batch is in a tensor. Compiled code keeps it innermost in memory, several sequences to a SIMD register, so that
 * every operation along the other axes is the same for all sequences.
 */
export interface LaneInfo {
  /** The axis of the batch; undefined if the tensor is the same for all sequences. */
  readonly axis: number | undefined;
  /** Axes along which all elements are equal by construction; any of them may meet a batch axis. */
  readonly uniform: ReadonlySet<number>;
}

export type Lanes = ReadonlyMap<Tensor, LaneInfo>;

/** Sequences do not stay apart: a step mixes them in a way that is no sum over the batch. */
export class LaneError extends Error {
  override name = 'LaneError';
}

const nowhere: LaneInfo = { axis: undefined, uniform: new Set() };

function everywhere(shape: Shape): LaneInfo {
  return { axis: undefined, uniform: new Set(shape.keys()) };
}

/** Lanes of a leaf by role and name. */
type LeafLanes = (leaf: Tensor) => LaneInfo;

/** @throws LaneError naming the operation that mixes sequences. */
export function propagateLanes(
  results: readonly Tensor[],
  leafLanes: LeafLanes,
  lanes: Map<Tensor, LaneInfo> = new Map(),
): Map<Tensor, LaneInfo> {
  for (const tensor of topologicalOrder(results)) {
    if (lanes.has(tensor)) continue;
    const args = tensor.arguments.map((argument) => lanes.get(argument) as LaneInfo);
    lanes.set(tensor, tensor.primitive === 'leaf' ? leafLanes(tensor) : laneOf(tensor, args));
  }
  return lanes;
}

function fail(tensor: Tensor): never {
  throw new LaneError(`${tensor.primitive} mixes the sequences of a batch`);
}

function laneOf(tensor: Tensor, args: readonly LaneInfo[]): LaneInfo {
  const attributes = tensor.attributes as never;
  const [first, second] = args as [LaneInfo, LaneInfo];
  switch (tensor.primitive) {
    case 'fill':
      return everywhere(tensor.shape);
    case 'range':
      return nowhere;
    case 'sum':
      return reduced(first, (attributes as Attributes['sum']).axes);
    case 'max': {
      const { axes } = attributes as Attributes['max'];
      return first.axis !== undefined && axes.includes(first.axis) ? fail(tensor) : reduced(first, axes);
    }
    case 'argMax': {
      const { axis } = attributes as Attributes['argMax'];
      return first.axis === axis ? fail(tensor) : reduced(first, [axis]);
    }
    case 'cumsum':
      return first.axis === (attributes as Attributes['cumsum']).axis
        ? fail(tensor)
        : { axis: first.axis, uniform: without(first.uniform, [(attributes as Attributes['cumsum']).axis]) };
    case 'einsum':
      return einsumLanes(tensor as Tensor<'einsum'>, first, second);
    case 'reshape':
      return reshapeLanes(tensor as Tensor<'reshape'>, first);
    case 'transpose': {
      const { permutation } = attributes as Attributes['transpose'];
      const place = (axis: number): number => permutation.indexOf(axis);
      return {
        axis: first.axis === undefined ? undefined : place(first.axis),
        uniform: new Set([...first.uniform].map(place)),
      };
    }
    case 'slice': {
      const { begin, sizes } = attributes as Attributes['slice'];
      const { shape } = tensor.arguments[0] as Tensor;
      if (first.axis !== undefined && (begin[first.axis] !== 0 || sizes[first.axis] !== shape[first.axis]))
        fail(tensor);
      return first;
    }
    case 'pad': {
      const { paddings } = attributes as Attributes['pad'];
      const padded = paddings.flatMap(([before, after], axis) => (before === 0 && after === 0 ? [] : [axis]));
      if (first.axis !== undefined && padded.includes(first.axis)) fail(tensor);
      return { axis: first.axis, uniform: without(first.uniform, padded) };
    }
    case 'concat': {
      const { axis } = attributes as Attributes['concat'];
      const joined = joinLanes(
        tensor,
        args,
        tensor.arguments.map(({ shape }) => shape),
      );
      if (joined.axis === axis) fail(tensor);
      return { axis: joined.axis, uniform: without(joined.uniform, [axis]) };
    }
    case 'reverse':
      return first.axis !== undefined && (attributes as Attributes['reverse']).axes.includes(first.axis)
        ? fail(tensor)
        : first;
    case 'gather':
      return first.axis !== undefined ? fail(tensor) : { axis: second.axis, uniform: new Set() };
    case 'scatterAdd':
      return scatterLanes(tensor, first, second);
    default:
      // Element by element, with broadcasting.
      return joinLanes(
        tensor,
        args,
        tensor.arguments.map(({ shape }) => shape),
      );
  }
}

/** Rows of all sequences add up. The batch must be an axis of the indices; updates or indices may be equal along it. */
function scatterLanes(tensor: Tensor, updates: LaneInfo, indices: LaneInfo): LaneInfo {
  const axis = updates.axis ?? indices.axis;
  if (axis === undefined) return nowhere;
  const [, { shape }] = tensor.arguments as [Tensor, Tensor];
  const fits = (info: LaneInfo): boolean => info.axis === axis || (info.axis === undefined && info.uniform.has(axis));
  return axis < shape.length && fits(updates) && fits(indices) ? nowhere : fail(tensor);
}

function without(axes: ReadonlySet<number>, removed: readonly number[]): Set<number> {
  return new Set([...axes].filter((axis) => !removed.includes(axis)));
}

function reduced({ axis, uniform }: LaneInfo, axes: readonly number[]): LaneInfo {
  const place = (old: number): number => old - axes.filter((other) => other < old).length;
  return {
    axis: axis === undefined || axes.includes(axis) ? undefined : place(axis),
    uniform: new Set([...without(uniform, axes)].map(place)),
  };
}

/** Arguments aligned at their last axes: those with a batch must have it in one place, the others must not care there. */
function joinLanes(tensor: Tensor, args: readonly LaneInfo[], shapes: readonly Shape[]): LaneInfo {
  const rank = tensor.shape.length;
  let axis: number | undefined;
  for (const [index, info] of args.entries()) {
    if (info.axis === undefined) continue;
    const place = info.axis + rank - (shapes[index] as Shape).length;
    if (axis !== undefined && axis !== place) fail(tensor);
    // A batch of 1 may be stretched along another axis.
    if (tensor.shape[place] !== (shapes[index] as Shape)[info.axis]) fail(tensor);
    axis = place;
  }
  const isUniform = (place: number, index: number): boolean => {
    const own = place - rank + (shapes[index] as Shape).length;
    return own < 0 || (shapes[index] as Shape)[own] === 1 || (args[index] as LaneInfo).uniform.has(own);
  };
  if (axis !== undefined) {
    for (const [index, info] of args.entries()) if (info.axis === undefined && !isUniform(axis, index)) fail(tensor);
  }
  const uniform = new Set<number>();
  for (let place = 0; place < rank; place++) if (args.every((_, index) => isUniform(place, index))) uniform.add(place);
  return { axis, uniform };
}

function einsumLanes(tensor: Tensor<'einsum'>, left: LaneInfo, right: LaneInfo): LaneInfo {
  const { left: leftLabels, right: rightLabels, output } = tensor.attributes;
  const labels = [
    left.axis === undefined ? undefined : leftLabels[left.axis],
    right.axis === undefined ? undefined : rightLabels[right.axis],
  ];
  const [a, b] = labels;
  if (a !== undefined && b !== undefined && a !== b) fail(tensor);
  const label = a ?? b;
  const uniform = new Set<number>();
  for (const [axis, name] of [...output].entries()) {
    const occurrences = [
      [leftLabels.indexOf(name), left],
      [rightLabels.indexOf(name), right],
    ] as const;
    if (occurrences.every(([own, info]) => own < 0 || info.uniform.has(own))) uniform.add(axis);
  }
  if (label === undefined) return { axis: undefined, uniform };
  const mixed = (own: string | undefined, names: string, info: LaneInfo): boolean => {
    const place = names.indexOf(label);
    return own === undefined && place >= 0 && !info.uniform.has(place);
  };
  if (mixed(a, leftLabels, left) || mixed(b, rightLabels, right)) fail(tensor);
  const place = output.indexOf(label);
  return { axis: place < 0 ? undefined : place, uniform };
}

function reshapeLanes(tensor: Tensor<'reshape'>, { axis, uniform }: LaneInfo): LaneInfo {
  const [x] = tensor.arguments as [Tensor];
  const allUniform = uniform.size === x.shape.length;
  if (axis === undefined)
    return allUniform
      ? everywhere(tensor.shape)
      : { axis: undefined, uniform: carriedAxes(x.shape, tensor.shape, uniform) };
  const place = correspondingAxis(x.shape, tensor.shape, axis);
  return place === undefined ? fail(tensor) : { axis: place, uniform: new Set() };
}

function carriedAxes(from: Shape, to: Shape, axes: ReadonlySet<number>): Set<number> {
  return new Set([...axes].flatMap((axis) => correspondingAxis(from, to, axis) ?? []));
}

function product(shape: Shape): string {
  const constant = shape.reduce<number>((total, size) => (typeof size === 'number' ? total * size : total), 1);
  return [constant, ...shape.filter((size) => typeof size !== 'number').map((size) => JSON.stringify(size))].join(' ');
}

/** The axis of `to` that holds just the elements of one axis of `from`. */
function correspondingAxis(from: Shape, to: Shape, axis: number): number | undefined {
  const size = from[axis] as Dimension;
  const before = product(from.slice(0, axis));
  for (let place = 0; place < to.length; place++) {
    if (JSON.stringify(to[place]) === JSON.stringify(size) && product(to.slice(0, place)) === before) return place;
  }
  return undefined;
}

/** Graphs of a recurrence whose lanes are wanted together. */
export interface LaneGraphs {
  readonly recurrence: Recurrence;
  readonly backward?: { readonly initial: BackwardGraph; readonly step: BackwardGraph };
}

export interface RecurrenceLanes {
  readonly initial: Lanes;
  readonly step: Lanes;
  /** The axis of the batch of every state. */
  readonly carry: Readonly<Record<string, number | undefined>>;
  /** The axis of the batch of every entry of a table. */
  readonly tables: Readonly<Record<string, number | undefined>>;
}

/**
 * Finds the batch in every tensor of a recurrence, starting from the inputs. States get theirs from what they begin as and
 * what the step makes of them: repeated until it agrees with itself. A state that no input reaches, but whose first axis
 * is as long as the batch and all the same along it, is taken to have the batch there: its gradient may have.
 *
 * @throws LaneError when sequences of a batch are mixed.
 */
export function findLanes({ recurrence, backward }: LaneGraphs): RecurrenceLanes {
  const carry: Record<string, number | undefined> = {};
  const tables: Record<string, number | undefined> = {};
  const leafLanes: LeafLanes = (leaf) => {
    const { role, name } = leaf.attributes as Attributes['leaf'];
    if (role === 'input') return recurrence.batchSize === undefined ? nowhere : { axis: 0, uniform: new Set() };
    const state = (key: string, known: typeof carry): LaneInfo =>
      known[key] === undefined ? everywhere(leaf.shape) : { axis: known[key], uniform: new Set() };
    if (role === 'carry') return state(name, carry);
    if (role === 'table') {
      const axis = tables[name];
      return axis === undefined ? everywhere(leaf.shape) : { axis: axis + 1, uniform: new Set() };
    }
    if (role !== 'gradient') return nowhere;
    const [kind, key] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
    return state(key, kind === 'state' ? carry : tables);
  };
  for (let changed = true; changed; ) {
    changed = false;
    const { initial, step } = recurrence;
    const lanes = propagateLanes([...Object.values(step.nextCarry), ...Object.values(step.entries)], leafLanes);
    propagateLanes(Object.values(initial.carry), leafLanes, lanes);
    for (const [known, results] of [
      [carry, initial.carry],
      [carry, step.nextCarry],
      [tables, step.entries],
    ] as const) {
      for (const [name, result] of Object.entries(results)) {
        const { axis } = lanes.get(result) as LaneInfo;
        if (axis === undefined || known[name] === axis) continue;
        if (known[name] !== undefined)
          throw new LaneError(`the state "${name}" moves its batch from axis ${known[name]} to ${axis}`);
        known[name] = axis;
        changed = true;
      }
    }
    if (changed || recurrence.batchSize === undefined) continue;
    for (const [name, begins] of Object.entries(initial.carry)) {
      const same = [begins, step.nextCarry[name] as Tensor].every(
        (tensor) => tensor.shape[0] === recurrence.batchSize && lanes.get(tensor)?.uniform.has(0),
      );
      if (carry[name] !== undefined || !same) continue;
      carry[name] = 0;
      changed = true;
    }
  }
  // A state that no input reaches is the same for all sequences only if it starts so; until then it was taken to be uniform.
  const settled: LeafLanes = (leaf) => {
    const info = leafLanes(leaf);
    return info.axis === undefined ? nowhere : info;
  };
  const results = (graph: BackwardGraph | undefined): Tensor[] =>
    graph === undefined
      ? []
      : [graph.parameters, graph.carry, graph.tables].flatMap((group) =>
          Object.values(group).filter((tensor) => tensor !== undefined),
        );
  const { initial, step } = recurrence;
  return {
    carry,
    tables,
    step: propagateLanes(
      [
        ...Object.values(step.nextCarry),
        ...Object.values(step.entries),
        ...Object.values(step.outputs),
        ...results(backward?.step),
      ],
      settled,
    ),
    initial: propagateLanes(
      [...Object.values(initial.carry), ...Object.values(initial.outputs), ...results(backward?.initial)],
      settled,
    ),
  };
}
