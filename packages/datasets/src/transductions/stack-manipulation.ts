import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { checkInput, checkLength } from './input.ts';
import { lengthsFrom } from './lengths.ts';
import { benchmark } from './symbols.ts';

const name = 'stack-manipulation';
const pop = 2;
const end = 2;

/**
 * A stack of 0 and 1, bottom first, and actions on it → the stack that results, top first, and an end symbol. Taking from an
 * empty stack does nothing. 0 1 1 0 push-1 pop pop → 1 1 0 end; 1 1 0 pop pop pop → end.
 *
 * The height of the given stack is uniform from 1 to the length minus 1 (1 at length 1), its symbols and the actions are
 * uniform. The benchmark pads outputs to the length of the input plus 1; the padding, which its accuracy disregards, is left
 * out here.
 */
export const stackManipulation: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction({
  name,
  description:
    'a stack of 0 and 1, bottom first, and actions on it → the resulting stack, top first, and an end symbol',
  source: benchmark,
  options: z.strictObject({}),
  create: () => ({
    name,
    level: 'deterministic-context-free',
    inputAlphabet: ['0', '1', 'pop', 'push-0', 'push-1'],
    outputAlphabet: ['0', '1', 'end'],
    validLengths: (min, max) => lengthsFrom(1, 1, min, max),
    sampleInput(length, random) {
      checkLength(name, length, length >= 1, 'its lengths begin with 1');
      const height = length === 1 ? 1 : 1 + random.integer(length - 1);
      return Array.from({ length }, (_, place) => (place < height ? random.integer(2) : pop + random.integer(3)));
    },
    output(input) {
      const height = input.findIndex((symbol) => symbol >= pop);
      const actions = height === -1 ? [] : input.slice(height);
      const stack = height === -1 ? [...input] : input.slice(0, height);
      const hasForm = stack.length > 0 && actions.every((action) => action >= pop);
      checkInput(name, input, 5, 'a stack of at least one symbol followed by actions', hasForm);
      for (const action of actions) {
        if (action === pop) stack.pop();
        else stack.push(action - pop - 1);
      }
      return [...stack.reverse(), end];
    },
  }),
});
