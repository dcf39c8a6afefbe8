import { type Component, createRecurrentModel, type Reference } from '@pushdown/core';
import { languageModels } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';

/** Counted in the program of DuSell & Chiang (2023) for 10,000 words. */
const counts: Readonly<
  Record<string, readonly [controller: number, memory: number, embedding: number, classifier: number]>
> = {
  'lstm-256': [526336, 0, 2560000, 2570000],
  'jm-hidden-247': [734084, 744, 2470000, 2480000],
  'jm-learned-22': [548864, 6425, 2560000, 2570000],
  'rns-1-29': [556032, 439727, 2560000, 2570000],
  'rns-2-13': [552960, 360828, 2560000, 2570000],
  'rns-4-5': [546816, 226160, 2560000, 2570000],
  'vrns-1-1-256': [788480, 66819, 2560000, 2570000],
  'vrns-1-1-32': [559104, 9027, 2560000, 2570000],
  'vrns-1-5-20': [628736, 19295, 2560000, 2570000],
  'vrns-2-3-10': [587776, 24168, 2560000, 2570000],
  'vrns-3-3-5': [572416, 49863, 2560000, 2570000],
};

const lab = await createTestLab();

function create(name: string, alphabetSize: number) {
  const { controller, memory, embedding } = languageModels[name] ?? expect.fail(`there is no ${name}`);
  return createRecurrentModel({
    alphabetSize,
    controller: lab.create('controller', controller as Reference),
    ...(memory ? { memory: lab.create('memory', memory) } : {}),
    ...(embedding === undefined ? {} : { embedding }),
    predict: 'stream',
  });
}

describe('models of the Penn Treebank', () => {
  it('are those of DuSell & Chiang (2023)', () => {
    expect(Object.keys(languageModels)).toEqual(Object.keys(counts));
  });

  it.each(Object.entries(counts))('%s has as many parameters in each group as the original', (name, expected) => {
    const model = create(name, 10_000);
    const size = (component: Component): number =>
      model.parameters
        .filter((parameter) => parameter.component === component)
        .reduce((total, { shape }) => total + shape.reduce((product, next) => product * next, 1), 0);
    expect((['controller', 'memory', 'embedding', 'classifier'] as const).map(size)).toEqual(expected);
    expect(model.parameterCount).toBe(expected.reduce((total, each) => total + each, 0));
  });
});
