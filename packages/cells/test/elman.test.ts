import { type ElmanOptions, elman } from '@pushdown/cells';
import { describe, expect, it } from 'vitest';
import { expectClose } from './expect-close.ts';
import { literalElman, relu, sigmoid } from './literal-cells.ts';
import { countParameters, runCell } from './run-cell.ts';

const size = 3;

describe('elman', () => {
  it.each<[Partial<ElmanOptions>, (x: number) => number]>([
    [{}, Math.tanh],
    [{ activation: 'relu' }, relu],
    [{ activation: 'sigmoid', biases: 0 }, sigmoid],
    [{ biases: 1, initialState: 'learned' }, Math.tanh],
    [{ layerNormalization: true }, Math.tanh],
  ])('computes its equations with %j', (options, activation) => {
    const { parameters, inputs, hidden } = runCell(elman({ size, ...options }));
    expectClose(hidden, literalElman(parameters, size, inputs, activation));
  });

  it('has H(I + H) weights and H to a bias', () => {
    const weights = size * (5 + size);
    expect(countParameters(elman({ size }), 5)).toBe(weights + 2 * size);
    expect(countParameters(elman({ size, biases: 0 }), 5)).toBe(weights);
    expect(countParameters(elman({ size, layerNormalization: true }), 5)).toBe(weights + 2 * size);
  });

  it.each([
    [{}, /controller "elman": size/],
    [{ size: 4, activation: 'softplus' }, /controller "elman": activation/],
  ])('refuses %j', (options, message) => {
    expect(() => elman(options as never)).toThrow(message);
  });
});
