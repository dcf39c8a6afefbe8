import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory } from '@pushdown/core';
import { stratificationStack, superpositionStack } from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';

/** Parameter counts of DuSell & Chiang's (2023) implementation: 20 hidden units, 3 input symbols, 4 output symbols. */
describe('parameter counts equal the reference implementation', () => {
  it('lstm', () => {
    expect(createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 20 }) }).parameterCount).toBe(2084);
  });

  it.each<[string, Memory, number]>([
    ['jm-3', superpositionStack({ size: 3 }), 2450],
    ['jm-10', superpositionStack({ size: 10 }), 3157],
    ['jm-20', superpositionStack({ size: 20 }), 4167],
    ['jm-40', superpositionStack({ size: 40 }), 6187],
    ['jm-3.3.3', superpositionStack({ size: [3, 3, 3] }), 3182],
    ['jm-hidden', superpositionStack({ push: 'hidden' }), 3747],
    ['gref-2', stratificationStack({ size: 2 }), 2328],
    ['gref-20', stratificationStack({ size: 20 }), 4146],
    ['gref-40', stratificationStack({ size: 40 }), 6166],
  ])('%s', (_name, memory, count) => {
    const model = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 20 }), memory });
    expect(model.parameterCount).toBe(count);
  });

  it('puts its action and push layers into the component memory (Das & Mali 2024)', () => {
    const model = createRecurrentModel({
      alphabetSize: 3,
      controller: lstm({ size: 20 }),
      memory: superpositionStack({ size: 10 }),
    });
    const count = (component: string): number =>
      model.parameters
        .filter((parameter) => parameter.component === component)
        .reduce((total, { shape }) => total + shape.reduce((product, size) => product * size, 1), 0);
    expect([count('controller'), count('memory'), count('classifier'), count('embedding')]).toEqual([2800, 273, 84, 0]);
  });
});
