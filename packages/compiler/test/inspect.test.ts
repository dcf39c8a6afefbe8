import {
  capacity,
  defineRecurrence,
  expandDims,
  mul,
  type Recurrence,
  sliceAxis,
  sum,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { add, atom, constantOf, zero } from '../src/index-maps/polynomial.ts';
import { type CompiledSizes, describeCompilation, stageNames } from '../src/inspect/index.ts';
import { countRounds } from '../src/inspect/operations.ts';
import { buildPlan } from '../src/plan/build.ts';
import { createProgram } from '../src/runtime/program.ts';
import { lstm } from './support/lstm.ts';

const batch = 8;
const size = 20;
const symbols = 3;
const recurrence = lstm({ batch, size, symbols });
const trainable = Object.keys(recurrence.parameters);

function sizesOf(
  given: Recurrence,
  options: { readonly trainable: readonly string[]; readonly steps: number; readonly wholeStates?: boolean },
) {
  return describeCompilation(given, { outputs: ['loss'], ...options }).sizes;
}

/** A memory of `capacity` vectors of which each step reads the first few and scales all. */
const growing = defineRecurrence({
  name: 'growing',
  batchSize: 4,
  parameters: { rate: [] },
  inputs: { x: { shape: [4, 3], dtype: 'float' } },
  initial: () => ({ carry: { elements: zeros([4, capacity, 3]) } }),
  step: ({ parameters, inputs, carry }) => {
    const elements = mul(carry.elements as Tensor, parameters.rate as Tensor);
    const top = sliceAxis(elements, 1, 0, 1);
    return { carry: { elements }, outputs: { loss: sum(mul(top, expandDims(inputs.x as Tensor, 1))) } };
  },
});

describe('operations', () => {
  it('of an LSTM forward are those of its formulas', () => {
    const { operations } = sizesOf(recurrence, { trainable: [], steps: 40 });
    // The gates, the classifier, and the logarithm at the target.
    const products = (symbols + size) * 4 * size + size * symbols + symbols;
    expect(operations.perStep.multiplyAdds).toBe(batch * products);
    // Four gates and tanh(c); softmax over the symbols.
    expect(operations.perStep.transcendental).toBe(batch * (5 * size + symbols + 1));
    expect(operations.total.multiplyAdds).toBe(40 * operations.perStep.multiplyAdds + operations.once.multiplyAdds);
  });

  it('of its training are those of backpropagation, within a few percent', () => {
    const { operations } = sizesOf(recurrence, { trainable, steps: 40 });
    const forward = (symbols + size) * 4 * size + size * symbols;
    const weightGradients = forward;
    // Of the hidden state, through the gates and the classifier; the symbols need none.
    const stateGradients = size * 4 * size + size * symbols;
    const expected = batch * (forward + weightGradients + stateGradients);
    expect(Math.abs(operations.perStep.multiplyAdds / expected - 1)).toBeLessThan(0.03);
  });

  it('grow with the capacity where loops do', () => {
    const [short, long] = [10, 1000].map((steps) => sizesOf(growing, { trainable: [], steps, wholeStates: true })) as [
      CompiledSizes,
      CompiledSizes,
    ];
    // Each of 4 · capacity · 3 numbers times the rate, and the sum over the top.
    expect(long.operations.perStep.elementary - short.operations.perStep.elementary).toBe(4 * 3 * 990);
    expect(long.operations.perStep.multiplyAdds).toBe(short.operations.perStep.multiplyAdds);
  });

  it('are counted in loops whose bounds depend on others', () => {
    const triangle = [
      { variable: 'v0', lower: [zero], upper: [atom('steps')] },
      { variable: 'v1', lower: [zero], upper: [add(atom('v0'), constantOf(1))] },
    ];
    expect(countRounds(triangle, { steps: 10 })).toBe(55);
    expect(countRounds([{ variable: 'v0', lower: [constantOf(3)], upper: [constantOf(1)] }], {})).toBe(0);
  });
});

describe('memory', () => {
  it.each([
    ['an LSTM', recurrence, trainable],
    ['a growing memory', growing, ['rate']],
  ])('of %s is what the program sets aside', (_name, given, learning) => {
    for (const steps of [0, 1, 40, 400]) {
      const { memory } = sizesOf(given, { trainable: learning, steps });
      const program = createProgram(buildPlan(given, { trainable: learning, outputs: ['loss'] }), {});
      program.prepare(steps, Math.max(1, steps));
      expect(program.memoryBytes).toBe(65_536 * Math.ceil(memory.total / 65_536));
      expect(memory.fixed + steps * memory.perStep).toBe(memory.total);
    }
  });

  it('of four more steps is what four steps take', () => {
    // Four, because buffers end at whole registers of four numbers.
    const [a, b] = [40, 44].map(
      (steps) => describeCompilation(growing, { trainable: ['rate'], outputs: [], steps, capacity: 7 }).sizes.memory,
    ) as [CompiledSizes['memory'], CompiledSizes['memory']];
    expect(b.total - a.total).toBe(4 * a.perStep);
    expect(b.fixed).toBe(a.fixed);
    // At least the state and its gradient: 4 sequences, 7 elements of 3 numbers.
    expect(a.perStep).toBeGreaterThanOrEqual(2 * 4 * 4 * 7 * 3);
  });
});

describe('stages', () => {
  const { stages } = describeCompilation(recurrence, { trainable, outputs: [], steps: 3 });
  const text = (name: string): string => stages.find((stage) => stage.name === name)?.text ?? '';

  it('come in order and have their text', () => {
    expect(stages.map(({ name }) => name)).toEqual(stageNames);
    expect(text('traced')).toMatch(/einsum .*# lstm\.ts:\d+:\d+/);
    expect(text('traced')).toContain('next state h = %');
    expect(text('traced').match(/concat/g)?.length).toBe(1);
    expect(text('simplified')).not.toContain('concat');
    expect(text('differentiated')).toContain('gradient of parameter weights = %');
    expect(text('phases')).toMatch(/tanh.*# forward, batch in axis 0/);
    expect(text('plan')).toContain('backward\n  for');
    expect(text('nests')).toMatch(/results a pass/);
  });

  it('show what is switched off', () => {
    const options = { trainable, outputs: [], steps: 3 };
    const without = (passes: object): string[] =>
      describeCompilation(recurrence, { ...options, passes }).stages.map((stage) => stage.text);
    expect(without({ simplify: false })[1]).toContain('concat');
    expect(without({ lanes: false })[3]).not.toContain('batch in axis');
    expect(without({ fusion: false })[5]?.match(/pass \d/g)?.length).toBeGreaterThan(
      text('nests').match(/pass \d/g)?.length ?? 0,
    );
    expect(without({ tiling: false })[5]?.length).not.toBe(text('nests').length);
  });

  it('of what trains nothing have no gradients', () => {
    const forward = describeCompilation(recurrence, { trainable: [], outputs: ['logits'], steps: 3 });
    expect(forward.stages[2]).toEqual({ name: 'differentiated', text: 'nothing is trained' });
  });
});
