import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory } from '@pushdown/core';
import { nondeterministicStack, superpositionStack } from '@pushdown/memory-structures';
import { expect, it } from 'vitest';
import { type MemoryCost, memoryCost } from '../src/cost.ts';

const hidden = 20;

function costOf(memory: Memory, length: number): MemoryCost {
  const model = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: hidden }), memory });
  return memoryCost(model.recurrence(1), length);
}

it('counts what a superposition stack computes, and nothing of the controller or the classifier', () => {
  for (const size of [2, 10]) {
    const cost = costOf(superpositionStack({ size }), 40);
    expect(cost.multiplyAdds).toBe(hidden * 3 + hidden * size); // two linear layers
    expect(cost.transcendental).toBe(3 + size); // a softmax and a logistic sigmoid
    expect(cost.bytes).toBe(4 * (40 * size + size)); // the stack and its reading
  }
});

it('counts sums over the history of a nondeterministic stack, step by step', () => {
  const [states, symbols] = [2, 3];
  const pairs = states * symbols;
  const memory = nondeterministicStack({ states, symbols });
  const layer = hidden * pairs * (2 * pairs + states);
  const [short, long] = [40, 80].map((length) => costOf(memory, length).multiplyAdds - layer) as [number, number];
  // Terms of a step grow with the square of the time that has passed, and others linearly.
  expect(long / short).toBeGreaterThan(3);
  expect(long / short).toBeLessThan(4);
});
