import { secondOrder } from '@pushdown/cells';
import { createRecurrentModel } from '@pushdown/core';
import { referenceExecutor } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { expectClose } from './expect-close.ts';
import { literalSecondOrder, sigmoid } from './literal-cells.ts';
import { countParameters, runCell } from './run-cell.ts';

const size = 3;

describe('second-order', () => {
  it('computes its equations from the first unit vector on', () => {
    const { parameters, inputs, hidden } = runCell(secondOrder({ size }));
    expectClose(hidden, literalSecondOrder(parameters, size, inputs, { activation: sigmoid, first: [1, 0, 0] }));
  });

  it('begins at zeros or at a learned vector, and may use tanh', () => {
    const zero = runCell(secondOrder({ size, initialState: 'zero', activation: 'tanh' }));
    expectClose(
      zero.hidden,
      literalSecondOrder(zero.parameters, size, zero.inputs, { activation: Math.tanh, first: [0, 0, 0] }),
    );
    const learned = runCell(secondOrder({ size, initialState: 'learned' }));
    const first = [...(learned.parameters.initialHidden ?? [])];
    expectClose(
      learned.hidden,
      literalSecondOrder(learned.parameters, size, learned.inputs, { activation: sigmoid, first }),
    );
  });

  it('is a finite automaton when its weights are large: parity of ones, on a string of length 200', () => {
    const model = createRecurrentModel({ alphabetSize: 2, controller: secondOrder({ size: 2 }) });
    const execution = referenceExecutor().prepare(model.recurrence(1));
    // W[j, k, i] is large where symbol k leads from state j to state i.
    const weights = [0, 1].flatMap((j) => [0, 1].flatMap((k) => [0, 1].map((i) => ((j + k) % 2 === i ? 60 : -60))));
    execution.writeParameter('controller/second-order/weights', weights);
    const string = Array.from({ length: 200 }, (_, time) => ((time * time) % 3) % 2);
    const { outputs } = execution.forward({
      steps: 200,
      inputs: { symbols: string, targets: [...string, 2] },
      outputs: ['hidden'],
    });
    let ones = 0;
    for (const [time, symbol] of string.entries()) {
      ones += symbol;
      expect(outputs.hidden?.values[2 * time + (ones % 2)]).toBeCloseTo(1, 12);
    }
  });

  it('has H·I·H weights and H biases', () => {
    expect(countParameters(secondOrder({ size }), 5)).toBe(size * 5 * size + size);
  });

  it.each([
    [{ size: 2, initialState: 'e_1' }, /controller "second-order": initialState/],
    [{ size: 2, activation: 'relu' }, /controller "second-order": activation/],
  ])('refuses %j', (options, message) => {
    expect(() => secondOrder(options as never)).toThrow(message);
  });
});
