import {
  createRecurrentModel,
  decodeParameters,
  decodeSafetensors,
  encodeParameters,
  ModelError,
  randomStream,
  SafetensorsError,
} from '@pushdown/core';
import { expect, test } from 'vitest';
import { tinyController, tinyMemory } from './tiny-parts.ts';

const model = createRecurrentModel({ alphabetSize: 2, controller: tinyController(2), memory: tinyMemory });
const values = model.initialize(randomStream(1, 'parameters'));
const bytes = encodeParameters(model, values, { seed: '1' });

test('parameters come back bit for bit, under their paths', () => {
  expect(decodeParameters(model, bytes)).toEqual(values);
  expect(Object.keys(decodeSafetensors(bytes).tensors).sort()).toEqual(model.parameters.map(({ path }) => path).sort());
  expect(decodeSafetensors(bytes).metadata).toEqual({ format: 'pushdown/1', seed: '1' });
});

test('float32 parameters stay float32 in the file', () => {
  const narrow = Object.fromEntries(
    Object.entries(values).map(([path, numbers]) => [path, Float32Array.from(numbers)]),
  );
  const file = encodeParameters(model, narrow);
  expect(decodeSafetensors(file).tensors['classifier/bias']?.values).toBeInstanceOf(Float32Array);
  expect(decodeParameters(model, file)['controller/tiny/start']?.[0]).toBe(
    Math.fround(values['controller/tiny/start']?.[0] as number),
  );
});

const other = (options: object) => createRecurrentModel({ alphabetSize: 2, controller: tinyController(2), ...options });

test.each([
  [
    other({ memory: { ...tinyMemory, name: 'stack' } }),
    'the checkpoint has no parameter "memory/stack/offset"; it belongs to another model',
  ],
  [
    other({ memory: tinyMemory, alphabetSize: 3 }),
    'the checkpoint has the parameter "controller/tiny/cell/weights" of shape [6, 2], the model of [7, 2]',
  ],
  [
    other({ memory: { ...tinyMemory, parameters: () => ({}) } }),
    'the checkpoint has a parameter "memory/trace/offset" that the model lacks',
  ],
])('a checkpoint of another model is refused (%#)', (different, message) => {
  expect(() => decodeParameters(different, bytes)).toThrow(new ModelError(message));
});

test('a damaged file is refused', () => {
  expect(() => decodeParameters(model, bytes.subarray(0, -1))).toThrow(SafetensorsError);
});
