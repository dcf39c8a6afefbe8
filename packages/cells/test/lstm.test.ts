import { type LstmOptions, lstm } from '@pushdown/cells';
import { createRecurrentModel, randomStream } from '@pushdown/core';
import { describe, expect, it } from 'vitest';
import { expectClose } from './expect-close.ts';
import { literalLstm } from './literal-cells.ts';
import { countParameters, runCell } from './run-cell.ts';

const size = 3;

describe('lstm', () => {
  it.each<Partial<LstmOptions>>([
    {},
    { biases: 1 },
    { layerNormalization: true },
    { initialState: 'learned' },
    { layerNormalization: true, initialState: 'learned', biases: 1 },
  ])('computes its equations with %j', (options) => {
    const { parameters, inputs, hidden } = runCell(lstm({ size, ...options }));
    expectClose(hidden, literalLstm(parameters, size, inputs));
  });

  it('has 4H(I + H) weights, 4H to a bias, two vectors if its start is learned', () => {
    const [inputs, weights] = [5, 4 * size * (5 + size)];
    expect(countParameters(lstm({ size }), inputs)).toBe(weights + 8 * size);
    expect(countParameters(lstm({ size, biases: 1 }), inputs)).toBe(weights + 4 * size);
    expect(countParameters(lstm({ size, initialState: 'learned' }), inputs)).toBe(weights + 10 * size);
    // Scale and shift of both terms, and of the cell.
    expect(countParameters(lstm({ size, layerNormalization: true }), inputs)).toBe(weights + 16 * size + 2 * size);
  });

  it('starts within the initial range and has the parameter count of the reference', () => {
    const model = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 20 }) });
    expect(model.parameterCount).toBe(2084);
    for (const [path, values] of Object.entries(model.initialize(randomStream(1, 'p')))) {
      if (!path.startsWith('controller/')) continue;
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.1);
      expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.09);
    }
  });

  it.each([
    [{ size: 0 }, /controller "lstm": size/],
    [{ size: 2.5 }, /controller "lstm": size/],
    [{ size: 4, units: 3 }, /controller "lstm": .*units/],
    [{ size: 4, biases: 0 }, /controller "lstm": biases/],
    [{ size: 4, initialState: 'random' }, /controller "lstm": initialState/],
    [{}, /controller "lstm": size/],
  ])('refuses %j', (options, message) => {
    expect(() => lstm(options as never)).toThrow(message);
  });
});
