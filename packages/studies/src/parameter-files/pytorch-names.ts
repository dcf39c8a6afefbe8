import { OptionError } from '@pushdown/core';

/** Names of linear layers in the reference implementation of DuSell & Chiang (2023), by our paths. */
const linearLayers: Readonly<Record<string, string>> = {
  classifier: 'layer.linear',
  'memory/superposition-stack/actions': 'rnn.action_layer.linear',
  'memory/superposition-stack/pushedVector': 'rnn.push_value_layer.linear',
  'memory/stratification-stack/actions': 'rnn.action_layer.linear',
  'memory/stratification-stack/pushedVector': 'rnn.push_value_layer.linear',
  'memory/nondeterministic-stack/transitions': 'rnn.operation_layer',
  'memory/vector-nondeterministic-stack/transitions': 'rnn.operation_layer',
  'memory/vector-nondeterministic-stack/pushedVector': 'rnn.pushed_vector_layer.0',
};

const others: Readonly<Record<string, string>> = {
  'memory/vector-nondeterministic-stack/bottomVector': 'rnn.bottom_vector',
};

const lstmParameters: Readonly<Record<string, string>> = {
  inputWeights: 'weight_ih',
  recurrentWeights: 'weight_hh',
  inputBias: 'bias_ih',
  recurrentBias: 'bias_hh',
};

/**
 * What the parameters of a model are called in the PyTorch implementation of DuSell & Chiang (2023): an LSTM, alone or with
 * a stack that they have too. Matrices are (out × in) there and [in, out] here.
 *
 * @param paths all parameters of the model. @returns names by path.
 * @throws OptionError naming the first parameter that has no counterpart.
 */
export function pytorchNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const hasMemory = paths.some((path) => path.startsWith('memory/'));
  return new Map(
    paths.map((path) => {
      const name = controllerName(path, hasMemory) ?? linearName(path) ?? others[path];
      if (name === undefined)
        throw new OptionError(`the parameter "${path}" has no counterpart in the PyTorch implementation`);
      return [path, name];
    }),
  );
}

function controllerName(path: string, hasMemory: boolean): string | undefined {
  const [, layer = '1', parameter = ''] = /^controller\/(?:layer-(\d+)\/)?lstm\/(\w+)$/.exec(path) ?? [];
  if (!Object.hasOwn(lstmParameters, parameter)) return undefined;
  return `${hasMemory ? 'rnn.controller.rnn' : 'rnn.rnn'}.${lstmParameters[parameter]}_l${Number(layer) - 1}`;
}

function linearName(path: string): string | undefined {
  const [, layer = '', parameter] = /^(.*)\/(weights|bias)$/.exec(path) ?? [];
  if (!Object.hasOwn(linearLayers, layer)) return undefined;
  return `${linearLayers[layer]}.${parameter === 'weights' ? 'weight' : 'bias'}`;
}
