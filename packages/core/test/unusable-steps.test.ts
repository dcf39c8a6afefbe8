import { type Controller, createRecurrentModel, type Memory } from '@pushdown/core';
import { TensorError } from '@pushdown/tensors';
import { expect, test } from 'vitest';
import { tinyController, tinyMemory } from './tiny-parts.ts';

const controller = tinyController(2);

/** What tracing a model with these parts says. */
function tracing(parts: { readonly controller?: Controller; readonly memory?: Memory }): () => unknown {
  return () => createRecurrentModel({ alphabetSize: 3, controller, ...parts }).recurrence(4);
}

test.each([
  ['a step that forgets to return', () => undefined, 'memory trace: step returned nothing; it must return { state'],
  ['an async step', async () => ({}), 'memory trace: step returned a promise'],
  ['a step that returns the reading alone', ({ hidden }: never) => hidden, 'memory trace: step returned a tensor'],
])('%s of a memory is named', (_name, step, message) => {
  const attempt = tracing({ memory: { ...tinyMemory, step } as unknown as Memory });
  expect(attempt).toThrow(TensorError);
  expect(attempt).toThrow(message);
});

test('the functions of a controller and the initial state of a memory are named as well', () => {
  const nothing = (): never => undefined as never;
  expect(tracing({ memory: { ...tinyMemory, initialState: nothing } as unknown as Memory })).toThrow(
    'memory trace: initialState returned nothing; it must return { state, reading }',
  );
  expect(tracing({ controller: { ...controller, initialState: nothing } })).toThrow(
    'controller tiny: initialState returned nothing; it must return { state, output }',
  );
  expect(tracing({ controller: { ...controller, step: nothing } })).toThrow('controller tiny: step returned nothing');
});
