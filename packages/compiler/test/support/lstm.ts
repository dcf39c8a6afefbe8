import {
  add,
  concat,
  defineRecurrence,
  linear,
  logSoftmax,
  mul,
  oneHot,
  type Recurrence,
  sigmoid,
  split,
  sum,
  type Tensor,
  tanh,
  zeros,
} from '@pushdown/tensors';

export interface LstmOptions {
  readonly batch: number;
  readonly size?: number;
  readonly symbols?: number;
}

/** An LSTM that predicts symbols, written as an author would: one product of weights with [x ; h]. */
export function lstm({ batch, size = 5, symbols = 3 }: LstmOptions): Recurrence {
  return defineRecurrence({
    name: 'lstm',
    batchSize: batch,
    parameters: {
      weights: [symbols + size, 4 * size],
      bias: [4 * size],
      'classifier weights': [size, symbols],
      'classifier bias': [symbols],
    },
    inputs: { symbols: { shape: [batch], dtype: 'int' }, targets: { shape: [batch], dtype: 'int' } },
    initial: () => ({ carry: { h: zeros([batch, size]), c: zeros([batch, size]) } }),
    step: ({ parameters, inputs, carry }) => {
      const signal = concat([oneHot(inputs.symbols as Tensor, symbols), carry.h as Tensor], 1);
      const all = linear(signal, { weights: parameters.weights as Tensor, bias: parameters.bias as Tensor });
      const [input, forget, candidate, output] = split(all, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const c = add(mul(sigmoid(forget), carry.c as Tensor), mul(sigmoid(input), tanh(candidate)));
      const h = mul(sigmoid(output), tanh(c));
      const logits = linear(h, {
        weights: parameters['classifier weights'] as Tensor,
        bias: parameters['classifier bias'] as Tensor,
      });
      const loss = mul(sum(mul(logSoftmax(logits), oneHot(inputs.targets as Tensor, symbols))), -1 / batch);
      return { carry: { h, c }, outputs: { loss, logits } };
    },
  });
}
