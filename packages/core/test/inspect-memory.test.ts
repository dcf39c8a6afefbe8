import { createRecurrentModel, inspectMemory, type Memory, ModelError, randomStream, runOf } from '@pushdown/core';
import {
  capacity,
  concat,
  element,
  expandDims,
  referenceExecutor,
  sliceAxis,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { tinyController, tinyMemory } from './tiny-parts.ts';

/** All symbols of a string, the latest first. */
const symbolsSeen: Memory<Record<never, never>, { readonly seen: Tensor }> = {
  name: 'symbols-seen',
  contents: ['seen'],
  readingSize: (_controllerSize, symbolSize) => symbolSize,
  parameters: () => ({}),
  initialState: ({ batchSize, symbolSize }) => ({
    state: { seen: zeros([batchSize, capacity, symbolSize]) },
    reading: zeros([batchSize, symbolSize]),
  }),
  step({ symbol, state }) {
    const seen = concat([expandDims(symbol, 1), sliceAxis(state.seen, 1, 0, -1)], 1);
    return { state: { seen }, reading: element(seen, 1, 0), actions: { see: element(symbol, 1, 0) } };
  },
};

const engine = referenceExecutor();
const string = [0, 1, 1];

function inspect(
  memory: Memory | undefined,
  more: { readonly predict?: 'stream'; readonly loss?: 'mean-squared-error' },
) {
  const model = createRecurrentModel({
    alphabetSize: 2,
    controller: tinyController(2),
    ...(memory === undefined ? {} : { memory }),
    ...more,
  });
  const parameters = model.initialize(randomStream(1, 'parameters'));
  return { model, parameters, steps: inspectMemory({ model, engine, parameters, string }) };
}

describe('inspectMemory', () => {
  test('tells what is stored after every symbol', () => {
    const { steps } = inspect(symbolsSeen as Memory, {});
    expect(steps.map(({ symbol, actions }) => [symbol, actions.see])).toEqual(
      string.map((symbol) => [symbol, { shape: [], values: [symbol === 0 ? 1 : 0] }]),
    );
    expect(steps.map(({ contents }) => contents.seen)).toEqual([
      { shape: [3, 2], values: [1, 0, 0, 0, 0, 0] },
      { shape: [3, 2], values: [0, 1, 1, 0, 0, 0] },
      { shape: [3, 2], values: [0, 1, 0, 1, 1, 0] },
    ]);
    expect(steps.map(({ reading }) => reading.values)).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  test('gives what one run of the engine gives', () => {
    const { model, parameters, steps } = inspect(tinyMemory as Memory, {});
    const execution = engine.prepare(model.recurrence(1));
    for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
    const { outputs } = execution.forward(runOf(model, [string]));
    expect(steps.flatMap(({ actions }) => actions.kept?.values)).toEqual([...(outputs['actions/kept']?.values ?? [])]);
    // The first row of logits is that of the initial state.
    expect(steps.flatMap(({ logits }) => logits)).toEqual([...(outputs.logits?.values ?? [])].slice(3));
    expect(steps.every(({ contents }) => Object.keys(contents).length === 0)).toBe(true);
  });

  test('takes any string for a model of sets, in the language or not', () => {
    const { steps } = inspect(tinyMemory as Memory, { predict: 'stream', loss: 'mean-squared-error' });
    expect(steps.map(({ logits }) => logits.length)).toEqual([2, 2, 2]);
  });

  test('needs a memory, and contents that are states of it', () => {
    expect(() => inspect(undefined, {})).toThrow(new ModelError('the model has no memory to look into'));
    expect(() => inspect({ ...tinyMemory, contents: ['cells'] } as Memory, {})).toThrow(
      'the memory trace has no state "cells", which it lists as its contents',
    );
  });
});
