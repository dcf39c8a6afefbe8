import { compiledExecutor } from '@pushdown/compiler';
import { type Controller, defineController, type ParameterDeclaration, uniform } from '@pushdown/core';
import { type ContributionTo, controllerConformance } from '@pushdown/plugin-testing';
import { add, matMul, mean, sub, type Tensor, tanh, zeros } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

type Cell = Controller<
  { readonly inputWeights: ParameterDeclaration; readonly recurrentWeights: ParameterDeclaration },
  { readonly hidden: Tensor }
>;

function cell(size: number): Cell {
  return {
    name: 'cell',
    size,
    parameters: (inputSize) => ({
      inputWeights: { shape: [inputSize, size], initialize: uniform(1) },
      recurrentWeights: { shape: [size, size], initialize: uniform(1) },
    }),
    initialState: ({ batchSize }) => ({
      state: { hidden: zeros([batchSize, size]) },
      output: zeros([batchSize, size]),
    }),
    step({ parameters: { inputWeights, recurrentWeights }, input, state }) {
      const hidden = tanh(add(matMul(input, inputWeights), matMul(state.hidden, recurrentWeights)));
      return { state: { hidden }, output: hidden };
    },
    addToHidden: ({ hidden }, change) => ({ hidden: add(hidden, change) }),
  };
}

function contributed(change: (good: Cell) => Partial<Cell> = () => ({})): ContributionTo<'controller'> {
  return defineController({
    name: 'cell',
    description: 'a plain cell',
    options: z.strictObject({ size: z.int().positive().default(4) }),
    create: ({ size }) => ({ ...cell(size), ...change(cell(size)) }),
  });
}

describe('a controller that keeps all rules', () => {
  controllerConformance({ contribution: contributed(), engines: [compiledExecutor()] }).register({ describe, it });
});

it('need not take additions to its hidden state', () => {
  const without = defineController({
    name: 'cell',
    description: 'a plain cell',
    options: z.strictObject({}),
    create: () => {
      const { addToHidden: _, ...rest } = cell(4);
      return rest;
    },
  });
  expect(controllerConformance({ contribution: without }).rules.at(-1)).toEqual({
    name: 'addition to the hidden state',
    skipped: 'the controller has no addToHidden',
  });
});

const broken: readonly (readonly [rule: string, what: string, change: (good: Cell) => Partial<Cell>])[] = [
  ['contract', 'is larger than it says', () => ({ size: 3 })],
  ['contract', 'has a size that is none', () => ({ size: 0 })],
  [
    'contract',
    'returns a state that it did not have at first',
    (good) => ({
      step(context) {
        const next = good.step(context);
        return { ...next, state: { ...next.state, more: next.output } };
      },
    }),
  ],
  [
    'batch independence',
    'normalizes over the batch',
    (good) => ({
      step(context) {
        const { state, output } = good.step(context);
        return { state, output: sub(output, mean(output, 0, true)) };
      },
    }),
  ],
  ['addition to the hidden state', 'loses what is added', () => ({ addToHidden: (state) => state })],
  [
    'addition to the hidden state',
    'adds something else',
    (good) => ({ addToHidden: (state, change) => good.addToHidden?.(state, add(change, 1)) ?? state }),
  ],
];

it.each(broken)('only "%s" is broken by a controller that %s', (rule, _what, change) => {
  const violations = controllerConformance({
    contribution: contributed(change),
    engines: [compiledExecutor()],
  }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});
