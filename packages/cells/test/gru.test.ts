import { type GruOptions, gru } from '@pushdown/cells';
import { describe, expect, it } from 'vitest';
import { expectClose } from './expect-close.ts';
import { literalGru } from './literal-cells.ts';
import { countParameters, runCell } from './run-cell.ts';

const size = 3;

describe('gru', () => {
  it.each<Partial<GruOptions>>([{}, { biases: 1 }, { layerNormalization: true }, { initialState: 'learned' }])(
    'computes its equations with %j',
    (options) => {
      const { parameters, inputs, hidden } = runCell(gru({ size, ...options }));
      expectClose(hidden, literalGru(parameters, size, inputs));
    },
  );

  it('has 3H(I + H) weights and 3H to a bias', () => {
    expect(countParameters(gru({ size }), 5)).toBe(3 * size * (5 + size) + 6 * size);
    expect(countParameters(gru({ size, biases: 1 }), 5)).toBe(3 * size * (5 + size) + 3 * size);
  });

  it.each([
    [{ size: -1 }, /controller "gru": size/],
    [{ size: 4, biases: 3 }, /controller "gru": biases/],
  ])('refuses %j', (options, message) => {
    expect(() => gru(options as never)).toThrow(message);
  });
});
