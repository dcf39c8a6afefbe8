import type { Controller, Memory, ParameterTree } from '@pushdown/core';
import { defineRecurrence, fill, type Recurrence, type Tensor, type Tensors } from '@pushdown/tensors';
import { alphabetSize, type ModelSubject } from './model-subject.ts';

/** What a part computes with at a step: the controller's output (for a memory) or the input (for a controller). */
interface PartContext {
  readonly parameters: Tensors;
  readonly signal: Tensor;
  readonly symbol: Tensor;
  readonly state: Tensors;
  readonly tables: Tensors;
}

interface PartStep {
  readonly state: Tensors;
  readonly output: Tensor;
  readonly entries?: Tensors;
}

/** A memory or a controller without the model around it. */
export interface Part {
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  /** Size of what it gets at a step. */
  readonly signalSize: number;
  readonly outputSize: number;
  initial(parameters: Tensors, batchSize: number): PartStep;
  step(context: PartContext): PartStep;
}

/**
 * The part of a subject by itself.
 * @param guard what is done to every record that the part is given, such as freezing it.
 */
export function partOf(subject: ModelSubject, guard: <T extends object>(record: T) => T = (record) => record): Part {
  return subject.kind === 'memory' ? memoryPart(subject, guard) : controllerPart(subject, guard);
}

type Guard = <T extends object>(record: T) => T;

function memoryPart({ part, controllerSize }: ModelSubject, guard: Guard): Part {
  const memory = part as Memory;
  const tree = memory.parameters(controllerSize, alphabetSize);
  const sizesOf = (batchSize: number) => ({ batchSize, controllerSize, symbolSize: alphabetSize });
  return {
    parameters: shapesOf(tree),
    signalSize: controllerSize,
    outputSize: memory.readingSize(controllerSize, alphabetSize),
    initial(parameters, batchSize) {
      const grown = grow(tree, parameters, guard);
      const { state, reading } = memory.initialState(guard({ parameters: grown as never, ...sizesOf(batchSize) }));
      return { state, output: reading };
    },
    step({ parameters, signal, symbol, state, tables }) {
      const noise = Object.fromEntries(
        Object.entries(memory.noise?.(sizesOf(signal.shape[0] as number)) ?? {}).map(([name, shape]) => [
          name,
          fill(shape, 0.5),
        ]),
      );
      const next = memory.step(
        guard({
          parameters: grow(tree, parameters, guard) as never,
          hidden: signal,
          symbol,
          state: guard(state),
          tables: guard(tables),
          noise: guard(noise),
        }),
      );
      return { state: next.state, output: next.reading, entries: next.entries ?? {} };
    },
  };
}

function controllerPart({ part }: ModelSubject, guard: Guard): Part {
  const controller = part as Controller;
  const tree = controller.parameters(alphabetSize);
  return {
    parameters: shapesOf(tree),
    signalSize: alphabetSize,
    outputSize: controller.size,
    initial: (parameters, batchSize) =>
      controller.initialState(guard({ parameters: grow(tree, parameters, guard) as never, batchSize })),
    step: ({ parameters, signal, state }) =>
      controller.step(
        guard({ parameters: grow(tree, parameters, guard) as never, input: signal, state: guard(state) }),
      ),
  };
}

/** The part as a recurrence of its own: inputs `signal` and `symbol`, output `output`. */
export function tracedPart(subject: ModelSubject, batchSize: number, guard?: Guard): Recurrence {
  const part = partOf(subject, guard);
  const tables =
    subject.kind === 'memory'
      ? (subject.part as Memory).tables?.({
          batchSize,
          controllerSize: subject.controllerSize,
          symbolSize: alphabetSize,
        })
      : undefined;
  return defineRecurrence({
    name: `${subject.part.name} alone`,
    parameters: part.parameters,
    inputs: {
      signal: { shape: [batchSize, part.signalSize], dtype: 'float' },
      symbol: { shape: [batchSize, alphabetSize], dtype: 'float' },
    },
    ...(tables === undefined ? {} : { tables }),
    initial({ parameters }) {
      const { state, output } = part.initial(parameters, batchSize);
      return { carry: { ...state }, outputs: { output } };
    },
    step({ parameters, inputs, carry, tables: read }) {
      const next = part.step({
        parameters,
        signal: inputs.signal as Tensor,
        symbol: inputs.symbol as Tensor,
        state: { ...carry },
        tables: { ...read },
      });
      return { carry: { ...next.state }, outputs: { output: next.output }, entries: next.entries ?? {} };
    },
  });
}

function isDeclaration(node: object): node is { readonly shape: readonly number[] } {
  return 'shape' in node && 'initialize' in node;
}

function shapesOf(tree: ParameterTree, prefix = ''): Record<string, readonly number[]> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, node]) =>
      isDeclaration(node)
        ? [[`${prefix}${name}`, node.shape]]
        : Object.entries(shapesOf(node as ParameterTree, `${prefix}${name}/`)),
    ),
  );
}

/** The tensors of a parameter tree by path, put back into the tree. */
function grow(tree: ParameterTree, all: Tensors, guard: Guard, prefix = ''): object {
  return guard(
    Object.fromEntries(
      Object.entries(tree).map(([name, node]) => [
        name,
        all[`${prefix}${name}`] ?? grow(node as ParameterTree, all, guard, `${prefix}${name}/`),
      ]),
    ),
  );
}
