import { lstm } from '@pushdown/cells';
import { createRecurrentModel } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';

/** Parameter counts of DuSell & Chiang's (2023) implementation: 20 hidden units, 3 input symbols, 4 output symbols. */
describe('parameter counts equal the reference implementation', () => {
  it('lstm', () => {
    expect(createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 20 }) }).parameterCount).toBe(2084);
  });

  it.each([
    ['jm-10', { size: 10 }, 3157],
    ['jm-3.3.3', { size: [3, 3, 3] }, 3182],
    ['jm-hidden', { push: 'hidden' as const }, 3747],
  ])('%s has the parameter count of the reference', (_name, options, count) => {
    const model = createRecurrentModel({
      alphabetSize: 3,
      controller: lstm({ size: 20 }),
      memory: superpositionStack(options),
    });
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
