import { beforeTraining, type Component, type FreezeStrategy } from '@pushdown/core';
import {
  freezeAlternating,
  freezeDuringEpochs,
  freezeParameters,
  freezeRandomEntries,
  freezeWhenStalled,
} from '@pushdown/freeze-strategies';
import { describe, expect, it } from 'vitest';

const weights = (component: Component) => ({ path: `${component}/layer/weights`, component, shape: [5, 4] }) as const;

/** The components frozen in each of the epochs that scores follow, and in the one after them. */
function frozenByEpoch(strategy: FreezeStrategy, scores: readonly number[]): string[] {
  const components: readonly Component[] = ['controller', 'memory', 'embedding', 'classifier'];
  return Array.from({ length: scores.length + 1 }, (_, epoch) => {
    const progress = { epoch, epochsWithoutImprovement: 0, scores: scores.slice(0, epoch) };
    return components.filter((component) => strategy.isFrozen(weights(component), progress)).join('+');
  });
}

const better = [9, 8, 7, 6, 5, 4];

it('freezes components and paths in any combination, always', () => {
  const strategy = freezeParameters({ components: ['embedding'], paths: ['c*/**'], except: ['classifier/**'] });
  expect(new Set(frozenByEpoch(strategy, better))).toEqual(new Set(['controller+embedding']));
});

it('freezes after some epochs, and thaws', () => {
  const components = ['memory'] as const;
  expect(frozenByEpoch(freezeDuringEpochs({ components, after: 2 }), [3, 2, 1])).toEqual(['', '', 'memory', 'memory']);
  expect(frozenByEpoch(freezeDuringEpochs({ components, after: 1, until: 3 }), [3, 2, 1])).toEqual([
    '',
    'memory',
    'memory',
    '',
  ]);
});

describe('stalled', () => {
  const components = ['controller'] as const;

  it('freezes for good once validation has not improved for some epochs', () => {
    const strategy = freezeWhenStalled({ components, patience: 2 });
    expect(frozenByEpoch(strategy, better).join('')).toBe('');
    expect(frozenByEpoch(strategy, [9, 9, 8, 8, 8.5, 1, 0.5])).toEqual([
      ...['', '', '', '', ''],
      ...['controller', 'controller', 'controller'],
    ]);
  });

  it('thaws after some epochs and counts anew', () => {
    const strategy = freezeWhenStalled({ components, patience: 1, epochs: 2 });
    expect(frozenByEpoch(strategy, [9, 9, 9, 9, 9, 8])).toEqual([
      ...['', '', 'controller', 'controller', ''],
      ...['controller', 'controller'],
    ]);
  });
});

describe('alternating', () => {
  it('lets memory and controller train in turns', () => {
    expect(frozenByEpoch(freezeAlternating({ every: 2 }), better)).toEqual([
      ...['controller', 'controller', 'memory', 'memory', 'controller', 'controller', 'memory'],
    ]);
  });

  it('lets any components do so', () => {
    const strategy = freezeAlternating({ turns: [['classifier', 'embedding'], ['memory'], ['classifier']] });
    expect(frozenByEpoch(strategy, better.slice(0, 3))).toEqual([
      'memory',
      'embedding+classifier',
      'memory+embedding',
      'memory',
    ]);
  });
});

describe('random entries', () => {
  const mask = (share: number, seed = 1): readonly number[] => [
    ...(freezeRandomEntries({ components: ['memory'], share, seed }).frozenEntries?.(
      weights('memory'),
      beforeTraining,
    ) ?? []),
  ];

  it('freezes just this share of a parameter, others by other seeds', () => {
    for (const share of [0.1, 0.5, 1]) {
      expect(mask(share)).toHaveLength(20);
      expect(mask(share).reduce((total, value) => total + value, 0)).toBe(20 * share);
    }
    expect(mask(0.5)).toEqual(mask(0.5));
    expect(mask(0.5)).not.toEqual(mask(0.5, 2));
  });

  it('leaves other parameters alone, and freezes none as a whole', () => {
    const strategy = freezeRandomEntries({ components: ['memory'], share: 1 });
    expect(strategy.isFrozen(weights('memory'), beforeTraining)).toBe(false);
    expect(strategy.frozenEntries?.(weights('controller'), beforeTraining)).toBeUndefined();
  });
});

it.each([
  [() => freezeParameters({}), /names nothing to freeze/],
  [() => freezeDuringEpochs({ paths: ['**'], after: 3, until: 3 }), /until: must be later than "after"/],
  [() => freezeWhenStalled({ components: ['stack' as never] }), /components\.0: .*"controller"/],
  [() => freezeAlternating({ turns: [['memory']] }), /turns: /],
  [() => freezeRandomEntries({ components: ['memory'], share: 2 }), /share: /],
])('rejects what makes no sense', (make, message) => {
  expect(make).toThrow(message);
});
