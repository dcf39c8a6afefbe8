import { defineTransduction, type RandomStream, type Transduction } from '@pushdown/core';
import { type ContributionTo, transductionConformance } from '@pushdown/plugin-testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** Words of a and b, as long as they are even, and backwards. */
function reversal(): Transduction {
  return {
    name: 'reversal',
    level: 'deterministic-context-free',
    inputAlphabet: ['a', 'b'],
    outputAlphabet: ['a', 'b'],
    validLengths: (min, max) =>
      Array.from({ length: Math.max(0, max - min + 1) }, (_, index) => min + index).filter(
        (length) => length >= 0 && length % 2 === 0,
      ),
    sampleInput(length, random) {
      if (length % 2 !== 0) throw new RangeError(`there is no input of length ${length}`);
      return word(length, random);
    },
    output(input) {
      if (input.some((symbol) => symbol !== 0 && symbol !== 1)) throw new RangeError(`[${input}] is no input`);
      return input.toReversed();
    },
  };
}

function word(length: number, random: RandomStream): number[] {
  return Array.from({ length }, () => random.integer(2));
}

function contributed(
  change: (task: Transduction) => Partial<Transduction> = () => ({}),
  description = 'a word → the word backwards',
): ContributionTo<'transduction'> {
  return defineTransduction({
    name: 'reversal',
    description,
    options: z.strictObject({ symbol: z.unknown() }).partial(),
    create: () => {
      const task = reversal();
      return { ...task, ...change(task) };
    },
  });
}

describe('a transduction that keeps all rules', () => {
  transductionConformance({ contribution: contributed() }).register({ describe, it });
});

let made = 0;

const broken: readonly (readonly [rule: string, what: string, contribution: ContributionTo<'transduction'>])[] = [
  ['metadata', 'has no description', contributed(undefined, '')],
  ['description', 'has a symbol twice', contributed(() => ({ inputAlphabet: ['a', 'a'] }))],
  ['description', 'has no symbols to write', contributed(() => ({ outputAlphabet: [''] }))],
  ['description', 'is of an unknown level', contributed(() => ({ level: 'hard' as never }))],
  [
    'valid-lengths',
    'lists lengths downwards',
    contributed((task) => ({ validLengths: (min, max) => task.validLengths(min, max).toReversed() })),
  ],
  [
    'valid-lengths',
    'lists a length that it cannot draw',
    contributed(() => ({
      validLengths: (min, max) => (min > max ? [] : Array.from({ length: max - min + 1 }, (_, index) => min + index)),
    })),
  ],
  ['valid-lengths', 'draws lengths that it does not list', contributed(() => ({ sampleInput: word }))],
  [
    'inputs',
    'draws other lengths',
    contributed((task) => ({ sampleInput: (length, random) => [...task.sampleInput(length, random), 0] })),
  ],
  [
    'inputs',
    'draws symbols outside its alphabet',
    contributed((task) => ({
      sampleInput: (length, random) => task.sampleInput(length, random).map((symbol) => 2 * symbol),
    })),
  ],
  [
    'outputs',
    'writes symbols outside its alphabet',
    contributed((task) => ({ output: (input) => [...task.output(input), 2] })),
  ],
  [
    'outputs',
    'refuses what it draws',
    contributed((task) => ({
      output(input) {
        if (input.length === 4) throw new RangeError('too long');
        return task.output(input);
      },
    })),
  ],
  [
    'refusals',
    'answers whatever it is asked',
    contributed(() => ({ output: (input) => input.map((symbol) => (symbol === 1 ? 1 : 0)) })),
  ],
  [
    'purity',
    'turns around what it is given',
    contributed((task) => ({
      output(input) {
        task.output(input);
        return (input as number[]).reverse();
      },
    })),
  ],
  [
    'purity',
    'counts questions',
    contributed((task) => {
      let asked = 0;
      return {
        output(input) {
          const answer = task.output(input);
          return asked++ % 3 === 0 ? answer : [0];
        },
      };
    }),
  ],
  [
    'determinism',
    'draws from elsewhere',
    contributed((task) => {
      let drawn = 0;
      return {
        sampleInput: (length, random) =>
          task.sampleInput(length, random).map((symbol) => (drawn++ % 7 === 0 ? 1 - symbol : symbol)),
      };
    }),
  ],
  [
    'serialization',
    'depends on the instance',
    contributed((task) => {
      const turned = made++ % 2;
      return {
        sampleInput: (length, random) => task.sampleInput(length, random).map((symbol) => (symbol + turned) % 2),
      };
    }),
  ],
];

it.each(broken)('only "%s" is broken by a transduction that %s', (rule, _what, contribution) => {
  const violations = transductionConformance({ contribution }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

it('only "serialization" is broken by options that a file cannot hold', () => {
  const violations = transductionConformance({
    contribution: contributed(),
    options: { symbol: () => 5 },
  }).violations();
  expect(violations).toEqual([{ rule: 'serialization', message: 'options.symbol cannot be written as JSON' }]);
});
