import { formatShape, type Shape } from './dimensions.ts';
import { failAsValue, valueNames } from './misuse.ts';
import { inheritPlace, type Place } from './place.ts';
import type { Attributes, PrimitiveName } from './primitives/attributes.ts';

/** `float` has the precision of the executor; `int` and `bool` (0 or 1) are exact everywhere and carry no gradient. */
export type DataType = 'float' | 'int' | 'bool';

/** One traced function (a step, an initial state, an update). Its identity tells tensors of different traces apart. */
export interface Trace {
  readonly name: string;
}

// A registered symbol instead of `instanceof`: two copies of this package in one program understand each other's tensors.
const brand: unique symbol = Symbol.for('@pushdown/tensors/Tensor/1') as never;

/**
 * A symbolic value: which primitive makes it from which arguments. It holds no numbers; executors compute those.
 * The graph of a traced function is what its results reach through `arguments`.
 */
export interface Tensor<P extends PrimitiveName = PrimitiveName> {
  readonly [brand]: true;
  readonly primitive: P;
  /** What the primitive is applied to. */
  readonly arguments: readonly Tensor[];
  readonly attributes: Attributes[P];
  readonly shape: Shape;
  readonly dtype: DataType;
  /** Undefined for constants, which belong to every trace. */
  readonly trace: Trace | undefined;
}

/** What operations accept where a tensor is meant: a plain number stands for a scalar constant. */
export type TensorLike = Tensor | number;

/** Whether a value is a tensor that an operation made. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

type TensorFields<P extends PrimitiveName> = Omit<Tensor<P>, typeof brand>;

/** The tensors that operations make. What JavaScript would need the numbers for is an error. */
class TracedTensor<P extends PrimitiveName> implements Tensor<P> {
  readonly [brand] = true as const;
  readonly primitive: P;
  readonly arguments: readonly Tensor[];
  readonly attributes: Attributes[P];
  readonly shape: Shape;
  readonly dtype: DataType;
  readonly trace: Trace | undefined;
  readonly #place: Place | undefined;

  constructor(fields: TensorFields<P>, place: Place | undefined) {
    this.primitive = fields.primitive;
    this.arguments = fields.arguments;
    this.attributes = fields.attributes;
    this.shape = fields.shape;
    this.dtype = fields.dtype;
    this.trace = fields.trace;
    this.#place = place;
    Object.freeze(this);
  }

  /** Undefined also for tensors of another copy of this package. */
  static placeOf(tensor: Tensor): Place | undefined {
    return #place in tensor ? tensor.#place : undefined;
  }

  [Symbol.toPrimitive](hint: string): never {
    return failAsValue(describeTensor(this), hint);
  }

  [Symbol.iterator](): never {
    return failAsValue(describeTensor(this), 'as a list; take it apart with split(…) or element(…)');
  }
}

for (const name of valueNames) {
  Object.defineProperty(TracedTensor.prototype, name, {
    get(this: Tensor): never {
      return failAsValue(describeTensor(this), `for its property "${name}"`);
    },
  });
}

export function makeTensor<P extends PrimitiveName>(fields: TensorFields<P>, place: Place | undefined): Tensor<P> {
  return new TracedTensor(fields, place);
}

/**
 * Where in its author's code a tensor was made: `my-memory.ts:42:17`. Undefined for parameters, states and inputs, which have
 * names instead.
 */
export function placeOf(tensor: Tensor): string | undefined {
  return TracedTensor.placeOf(tensor)?.format();
}

/** Whatever `build` makes gets the place of `tensor`: for graphs that are rebuilt or derived from an author's. */
export function withPlaceOf<T>(tensor: Tensor, build: () => T): T {
  return inheritPlace(TracedTensor.placeOf(tensor), build);
}

/** How error messages and listings call a tensor: by its name where it has one, else by its operation. */
export function describeTensor(tensor: Tensor): string {
  if (tensor.primitive === 'leaf') {
    const { role, name } = tensor.attributes as Attributes['leaf'];
    return `${formatShape(tensor.shape)} (${role} ${name})`;
  }
  if (tensor.primitive === 'fill') {
    const { value } = tensor.attributes as Attributes['fill'];
    return tensor.shape.length === 0 ? `number ${value}` : `${formatShape(tensor.shape)} (constant ${value})`;
  }
  return `${formatShape(tensor.shape)} (result of ${tensor.primitive}${originOf(tensor)})`;
}

/** Names of the parameters, states and inputs that a tensor is computed from, nearest first, at most three. */
function originOf(tensor: Tensor): string {
  const names: string[] = [];
  const seen = new Set<Tensor>();
  const queue: Tensor[] = [...tensor.arguments];
  for (let next = queue.shift(); next !== undefined && names.length < 3; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.primitive === 'leaf') {
      const { role, name } = next.attributes as Attributes['leaf'];
      names.push(`${role} ${name}`);
    } else queue.push(...next.arguments);
  }
  return names.length === 0 ? '' : ` of ${names.join(', ')}`;
}
