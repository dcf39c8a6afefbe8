import { lstm } from '@pushdown/cells';
import { createRecurrentModel, randomStream } from '@pushdown/core';
import { referenceExecutor } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One LSTM step by the equations, one unit at a time. */
function literalStep(
  p: Record<string, Float64Array>,
  size: number,
  x: readonly number[],
  h: readonly number[],
  c: readonly number[],
) {
  const gate = (index: number, unit: number): number => {
    const column = index * size + unit;
    let sum = (p.inputBias?.[column] as number) + (p.recurrentBias?.[column] as number);
    for (const [i, value] of x.entries()) sum += value * (p.inputWeights?.[i * 4 * size + column] as number);
    for (const [i, value] of h.entries()) sum += value * (p.recurrentWeights?.[i * 4 * size + column] as number);
    return sum;
  };
  const units = Array.from({ length: size }, (_, unit) => unit);
  const cell = units.map(
    (unit) => sigmoid(gate(1, unit)) * (c[unit] as number) + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit)),
  );
  const hidden = units.map((unit) => sigmoid(gate(3, unit)) * Math.tanh(cell[unit] as number));
  return { hidden, cell };
}

describe('lstm', () => {
  it('computes its equations', () => {
    const size = 3;
    const model = createRecurrentModel({ alphabetSize: 2, controller: lstm({ size, initialRange: 1 }) });
    const parameters = model.initialize(randomStream(1, 'parameters'));
    const execution = referenceExecutor().prepare(model.recurrence(1));
    for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
    const string = [0, 1, 1, 0, 1];
    const { outputs } = execution.forward({
      steps: 5,
      inputs: { symbols: string, targets: [...string, 2] },
      outputs: ['hidden'],
    });

    const own = Object.fromEntries(
      Object.entries(parameters).map(([path, values]) => [path.replace('controller/lstm/', ''), values]),
    );
    let state = { hidden: [0, 0, 0], cell: [0, 0, 0] };
    for (const [time, symbol] of string.entries()) {
      state = literalStep(own, size, symbol === 0 ? [1, 0] : [0, 1], state.hidden, state.cell);
      const actual = outputs.hidden?.values.slice(time * size, (time + 1) * size) ?? [];
      expect(actual).toHaveLength(size);
      for (const [unit, value] of actual.entries()) expect(value).toBeCloseTo(state.hidden[unit] as number, 13);
    }
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
    [{}, /controller "lstm": size/],
  ])('refuses %j', (options, message) => {
    expect(() => lstm(options as never)).toThrow(message);
  });
});
