import { createLab } from '@pushdown/core';
import * as strategies from '@pushdown/freeze-strategies';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(strategies).sort()).toEqual([
    'default',
    'freezeAlternating',
    'freezeController',
    'freezeControllerAndMemory',
    'freezeDuringEpochs',
    'freezeMemory',
    'freezeNothing',
    'freezeParameters',
    'freezeRandomEntries',
    'freezeWhenStalled',
  ]);
});

it('is a plugin that contributes its strategies', () => {
  const lab = createLab({ plugins: [strategies.default] });
  expect(lab.list().map(({ kind, contributionName }) => `${kind} ${contributionName}`)).toEqual([
    'freeze-strategy alternating',
    'freeze-strategy controller',
    'freeze-strategy controller-and-memory',
    'freeze-strategy epochs',
    'freeze-strategy memory',
    'freeze-strategy none',
    'freeze-strategy parameters',
    'freeze-strategy random-entries',
    'freeze-strategy stalled',
  ]);
  expect(lab.create('freeze-strategy', { type: 'memory', embedding: 'frozen' }).name).toBe('memory');
});
