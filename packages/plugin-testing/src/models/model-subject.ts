import {
  type Controller,
  createRecurrentModel,
  type Memory,
  type ParameterValues,
  type RecurrentModel,
  type RecurrentModelOptions,
  randomStream,
} from '@pushdown/core';
import type { Executor } from '@pushdown/tensors';
import type { Tolerance } from '../suite/close.ts';
import { plainController } from './plain-controller.ts';

/** Strings are over this many symbols. */
export const alphabetSize = 3;

/** What one step of a part shows to an invariant. */
export interface ObservedStep {
  /** The reading of a memory [readingSize], or the output of a controller [size]. */
  readonly output: readonly number[];
  /** What a memory did, by action name, each flattened. */
  readonly actions: Readonly<Record<string, readonly number[]>>;
}

/** Something that holds after every symbol, whatever the parameters and the string. */
export interface Invariant {
  readonly name: string;
  /** Whether it holds at a step that was observed. */
  holds(step: ObservedStep): boolean;
}

/** An engine to compare with the reference. */
export interface ComparedEngine {
  readonly engine: Executor;
  readonly tolerance: Tolerance;
}

/** A memory or a controller inside a model, as rules see it. */
export interface ModelSubject {
  readonly kind: 'memory' | 'controller';
  /** The very same part at every call. */
  readonly part: Memory | Controller;
  /** The model around that part; with other options of the model if wanted. */
  model(options?: Partial<Pick<RecurrentModelOptions, 'embedding'>>): RecurrentModel;
  /** The same model around a part that is made anew. */
  remade(): RecurrentModel;
  /** Size of the controller in the model. */
  readonly controllerSize: number;
  /** What is compared, without the actions of a memory. */
  readonly outputs: readonly string[];
  readonly engines: readonly ComparedEngine[];
  readonly invariants: readonly Invariant[];
}

/** @throws ConformanceError when no controller fits the memory. */
export function memorySubject(
  make: () => Memory,
  { engines, invariants, controllerSize }: Pick<ModelSubject, 'engines' | 'invariants' | 'controllerSize'>,
): ModelSubject {
  const memory = make();
  const model = (part: Memory, options: object = {}): RecurrentModel =>
    createRecurrentModel({ alphabetSize, controller: plainController(controllerSize), memory: part, ...options });
  return {
    kind: 'memory',
    part: memory,
    model: (options) => model(memory, options),
    remade: () => model(make()),
    controllerSize,
    outputs: ['nats', 'logits', 'reading'],
    engines,
    invariants,
  };
}

export function controllerSubject(
  make: () => Controller,
  { engines, invariants }: Pick<ModelSubject, 'engines' | 'invariants'>,
): ModelSubject {
  const controller = make();
  const model = (part: Controller, options: object = {}): RecurrentModel =>
    createRecurrentModel({ alphabetSize, controller: part, ...options });
  return {
    kind: 'controller',
    part: controller,
    model: (options) => model(controller, options),
    remade: () => model(make()),
    controllerSize: controller.size,
    outputs: ['nats', 'logits', 'hidden'],
    engines,
    invariants,
  };
}

/** Values on ±1 for every parameter, those included that begin at constants, so that each of them matters. */
export function drawParameters(model: RecurrentModel): ParameterValues {
  const random = randomStream(1, 'conformance/parameters');
  return Object.fromEntries(
    model.parameters.map(({ path, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [path, Float64Array.from({ length: count }, () => 2 * random.uniform() - 1)];
    }),
  );
}

/** Random strings of one length. */
export function drawStrings(count: number, length: number, name = 'strings'): number[][] {
  const random = randomStream(count * 1000 + length, `conformance/${name}`);
  return Array.from({ length: count }, () => Array.from({ length }, () => random.integer(alphabetSize)));
}
