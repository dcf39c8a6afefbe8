import { expect, it } from 'vitest';
import { measureFreezing } from '../src/measuring/measure-freezing.ts';

it('compares ways of freezing with the first of them, step by step', () => {
  const found = measureFreezing({
    model: 'jm-10',
    length: 40,
    batch: 4,
    strategies: ['none', 'memory', 'controller-and-memory'],
    seconds: 0.3,
  });
  expect(found).toHaveLength(3);
  expect(found[0]?.ratio).toBe(1);
  for (const { msPerStep } of found) expect(msPerStep).toBeGreaterThan(0);
  // No backward loop at all: about half the work, so that chance cannot turn it around.
  expect(found[2]?.ratio).toBeLessThan(0.9);
});
