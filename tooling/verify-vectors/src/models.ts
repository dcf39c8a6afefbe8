import { parseArgs } from 'node:util';
import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory, type RecurrentModel } from '@pushdown/core';
import { stratificationStack, superpositionStack } from '@pushdown/memory-structures';
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
  const known = ['model-type', 'stack-embedding-size', 'push-hidden-state'];
  const unknown = [...values.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new VectorError(`unknown model "${model}": the flag --${unknown} is not supported`);
  return {
    modelType,
    stackSizes: (values.get('stack-embedding-size') ?? []).map(Number),
    pushHidden: values.has('push-hidden-state'),
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

/** How each model type of the reference implementation is built here; the types not listed are not implemented yet. */
const memories: Readonly<Record<string, (flags: Flags) => MemoryModel | undefined>> = {
  lstm: () => undefined,
  jm: superposition,
  gref: stratification,
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
