import { parseArgs } from 'node:util';
import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory, type RecurrentModel } from '@pushdown/core';
import {
  nondeterministicStack,
  stratificationStack,
  superpositionStack,
  vectorNondeterministicStack,
} from '@pushdown/memory-structures';
import { VectorError, type VectorFile } from './vector-file.ts';

/** Where a parameter of the reference implementation stands in ours. Matrices are (out × in) there and [in, out] here. */
export interface NamePair {
  readonly reference: string;
  readonly ours: string;
}

export interface ReferenceModel {
  readonly model: RecurrentModel;
  readonly names: readonly NamePair[];
}

interface MemoryModel {
  readonly memory: Memory;
  readonly names: readonly NamePair[];
}

/** The reference implementation's command-line flags, in which its test vectors state the model. */
interface Flags {
  readonly modelType: string;
  readonly stackSizes: readonly number[];
  readonly pushHidden: boolean;
  readonly states: number;
  readonly symbols: number;
  readonly normalize: boolean;
  readonly statesInReading: boolean;
  readonly originalBottom: boolean;
  readonly bottomVector: string | undefined;
}

function parseFlags({ model, arguments: text }: VectorFile): Flags {
  const { tokens } = parseArgs({
    args: text.split(/\s+/).filter(Boolean),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const values = new Map<string, string[]>();
  let flag = '';
  for (const token of tokens) {
    if (token.kind === 'option') {
      flag = token.name;
      values.set(flag, []);
    } else if (token.kind === 'positional') values.get(flag)?.push(token.value);
  }
  const modelType = values.get('model-type')?.[0] ?? '';
  if (!Object.hasOwn(memories, modelType)) {
    throw new VectorError(
      `unknown model "${model}" (--model-type ${modelType}); known types are ${Object.keys(memories).join(', ')}`,
    );
  }
  const known = [
    'model-type',
    'stack-embedding-size',
    'push-hidden-state',
    'num-states',
    'stack-alphabet-size',
    'normalize-operations',
    'no-states-in-reading',
    'original-bottom-symbol-behavior',
    'bottom-vector',
  ];
  const unknown = [...values.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new VectorError(`unknown model "${model}": the flag --${unknown} is not supported`);
  return {
    modelType,
    stackSizes: (values.get('stack-embedding-size') ?? []).map(Number),
    pushHidden: values.has('push-hidden-state'),
    states: Number(values.get('num-states')?.[0]),
    symbols: Number(values.get('stack-alphabet-size')?.[0]),
    normalize: values.has('normalize-operations'),
    statesInReading: !values.has('no-states-in-reading'),
    originalBottom: values.has('original-bottom-symbol-behavior'),
    bottomVector: values.get('bottom-vector')?.[0],
  };
}

function linearNames(reference: string, ours: string): NamePair[] {
  return [
    { reference: `${reference}.weight`, ours: `${ours}/weights` },
    { reference: `${reference}.bias`, ours: `${ours}/bias` },
  ];
}

/** Layers for actions and pushed vectors have the same names in all deterministic stacks. */
function stackLayers(path: string): { readonly actions: NamePair[]; readonly pushedVector: NamePair[] } {
  return {
    actions: linearNames('rnn.action_layer.linear', `${path}/actions`),
    pushedVector: linearNames('rnn.push_value_layer.linear', `${path}/pushedVector`),
  };
}

function superposition({ stackSizes, pushHidden }: Flags): MemoryModel {
  const { actions, pushedVector } = stackLayers('memory/superposition-stack');
  if (pushHidden) return { memory: superpositionStack({ push: 'hidden' }), names: actions };
  return { memory: superpositionStack({ size: stackSizes }), names: [...actions, ...pushedVector] };
}

function stratification({ stackSizes }: Flags): MemoryModel {
  const { actions, pushedVector } = stackLayers('memory/stratification-stack');
  const [size = 0] = stackSizes;
  return { memory: stratificationStack({ size }), names: [...actions, ...pushedVector] };
}

function nondeterministic(flags: Flags): MemoryModel {
  const { states, symbols, normalize, statesInReading, originalBottom } = flags;
  const bottom = originalBottom ? 'original' : 'revised';
  return {
    memory: nondeterministicStack({ states, symbols, normalize, statesInReading, bottom }),
    names: linearNames('rnn.operation_layer', 'memory/nondeterministic-stack/transitions'),
  };
}

function vectorNondeterministic(flags: Flags): MemoryModel {
  const { states, symbols, normalize, stackSizes, bottomVector } = flags;
  const [size = 0] = stackSizes;
  const path = 'memory/vector-nondeterministic-stack';
  const names = [
    ...linearNames('rnn.operation_layer', `${path}/transitions`),
    ...linearNames('rnn.pushed_vector_layer.0', `${path}/pushedVector`),
  ];
  return {
    memory: vectorNondeterministicStack({
      states,
      symbols,
      size,
      normalize,
      bottomVector: bottomVector as 'learned',
      // The vectors are that program's own.
      bottomInitialization: 'iclr2023',
    }),
    names:
      bottomVector === 'learned' ? [...names, { reference: 'rnn.bottom_vector', ours: `${path}/bottomVector` }] : names,
  };
}

/** How each model type of the reference implementation is built here; the types not listed are not implemented yet. */
const memories: Readonly<Record<string, (flags: Flags) => MemoryModel | undefined>> = {
  lstm: () => undefined,
  jm: superposition,
  gref: stratification,
  ns: nondeterministic,
  vns: vectorNondeterministic,
};

/** @throws VectorError when the model is none of ours. */
export function modelOf(file: VectorFile): ReferenceModel {
  const flags = parseFlags(file);
  const part = memories[flags.modelType]?.(flags);
  const prefix = part === undefined ? 'rnn.rnn' : 'rnn.controller.rnn';
  const controller = ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0'].map((name, index) => ({
    reference: `${prefix}.${name}`,
    ours: `controller/lstm/${['inputWeights', 'recurrentWeights', 'inputBias', 'recurrentBias'][index]}`,
  }));
  return {
    model: createRecurrentModel({
      alphabetSize: file.vocabulary,
      controller: lstm({ size: file.hidden_units }),
      ...(part === undefined ? {} : { memory: part.memory }),
    }),
    names: [...controller, ...(part?.names ?? []), ...linearNames('layer.linear', 'classifier')],
  };
}
