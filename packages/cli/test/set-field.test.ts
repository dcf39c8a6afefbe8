import { describe, expect, it } from 'vitest';
import { setField } from '../src/lab/set-field.ts';

const experiment = { language: 'count-3', model: { controller: 'lstm', memory: null }, evaluation: { bins: [[1, 2]] } };

describe('setField', () => {
  it.each([
    ['seed=7', { ...experiment, seed: 7 }],
    ['language=marked-copy', { ...experiment, language: 'marked-copy' }],
    ['name="7"', { ...experiment, name: '7' }],
    ['name=a=b', { ...experiment, name: 'a=b' }],
    ['training.decay.factor=0.5', { ...experiment, training: { decay: { factor: 0.5 } } }],
    ['model.memory={"type": "queue"}', { ...experiment, model: { controller: 'lstm', memory: { type: 'queue' } } }],
    ['model.controller.size=3', { ...experiment, model: { controller: { type: 'lstm', size: 3 }, memory: null } }],
    ['evaluation.bins.0.1=9', { ...experiment, evaluation: { bins: [[1, 9]] } }],
    [
      'evaluation.bins.1=[3, 4]',
      {
        ...experiment,
        evaluation: {
          bins: [
            [1, 2],
            [3, 4],
          ],
        },
      },
    ],
  ])('%s', (option, expected) => {
    expect(setField(experiment, option)).toEqual(expected);
  });

  it.each([
    ['seed', 'expected path=value'],
    ['=3', 'expected path=value'],
    ['training..batches=3', 'expected path=value'],
    ['model.memory.size=3', '--set model.memory.size: "model.memory" is null and has no fields'],
    ['evaluation.bins.5=[1, 2]', '--set evaluation.bins.5: expected an index from 0 to 1'],
  ])('refuses %s', (option, message) => {
    expect(() => setField(experiment, option)).toThrow(message);
  });
});
