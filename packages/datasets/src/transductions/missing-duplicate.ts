import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { checkInput, checkLength } from './input.ts';
import { lengthsFrom } from './lengths.ts';
import { benchmark, digits } from './symbols.ts';

const name = 'missing-duplicate';
const missing = 2;
const padding = 3;

/**
 * A word twice, with one symbol missing (_) → that symbol: 0 1 1 0 0 _ 1 0 → 1, as the word is 0 1 1 0; 1 _ 1 1 0 1 ~ → 0. An
 * input of odd length ends in a padding symbol (~). Word and missing place are uniform; lengths from 2. The benchmark also
 * has a length 1, of which all inputs are 1 and mean nothing.
 */
export const missingDuplicate: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction({
  name,
  description: 'a word twice with one symbol missing → that symbol',
  source: benchmark,
  options: z.strictObject({}),
  create: () => ({
    name,
    level: 'context-sensitive',
    inputAlphabet: ['0', '1', '_', '~'],
    outputAlphabet: digits(2),
    validLengths: (min, max) => lengthsFrom(2, 1, min, max),
    sampleInput(length, random) {
      checkLength(name, length, length >= 2, 'its lengths begin with 2');
      const half = Math.floor(length / 2);
      const word = Array.from({ length: half }, () => random.integer(2));
      const place = random.integer(2 * half);
      const doubled = [...word, ...word].map((symbol, index) => (index === place ? missing : symbol));
      return length % 2 === 0 ? doubled : [...doubled, padding];
    },
    output(input) {
      const half = Math.floor(input.length / 2);
      const place = input.indexOf(missing);
      const answer = input[(place + half) % (2 * half)] as number;
      const completed = input.map((symbol, index) => (index === place ? answer : symbol));
      const [first, second, rest] = [completed.slice(0, half), completed.slice(half, 2 * half), input.slice(2 * half)];
      const hasForm =
        place !== -1 &&
        first.every((symbol, index) => symbol < missing && symbol === second[index]) &&
        rest.every((symbol) => symbol === padding);
      checkInput(name, input, 4, 'a word twice with one symbol missing, padded to an odd length', hasForm);
      return [answer];
    },
  }),
});
