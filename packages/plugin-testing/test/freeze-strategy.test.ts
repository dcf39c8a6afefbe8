import { compiledExecutor } from '@pushdown/compiler';
import {
  defineFreezeStrategy,
  type FreezeStrategy,
  type ParameterDescription,
  type TrainingProgress,
} from '@pushdown/core';
import { type ContributionTo, freezeStrategyConformance } from '@pushdown/plugin-testing';
import { type Executor, referenceExecutor } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

type IsFrozen = FreezeStrategy['isFrozen'];

/** Freezes the memory from epoch 5 on. */
const late: IsFrozen = ({ component }: ParameterDescription, { epoch }: TrainingProgress) =>
  component === 'memory' && epoch >= 5;

function contributed(create: () => IsFrozen = () => late, name = 'late-memory'): ContributionTo<'freeze-strategy'> {
  return defineFreezeStrategy({
    name,
    description: 'the memory stays as it is from epoch 5 on',
    options: z.strictObject({ epoch: z.unknown() }).partial(),
    create: () => ({ name: 'late-memory', isFrozen: create() }),
  });
}

type Entries = NonNullable<FreezeStrategy['frozenEntries']>;

function withEntries(create: () => Entries): ContributionTo<'freeze-strategy'> {
  return defineFreezeStrategy({
    name: 'late-memory',
    description: 'single numbers stay as they are',
    options: z.strictObject({}),
    create: () => ({ name: 'late-memory', isFrozen: late, frozenEntries: create() }),
  });
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

describe('a strategy that keeps all rules', () => {
  freezeStrategyConformance({ contribution: contributed(), engines: [compiledExecutor()] }).register({ describe, it });
});

let made = 0;

const broken: readonly (readonly [rule: string, what: string, contribution: ContributionTo<'freeze-strategy'>])[] = [
  ['metadata', 'has two names', contributed(undefined, 'memory-late')],
  ['contract', 'answers 1', contributed(() => (parameter, progress) => Number(late(parameter, progress)) as never)],
  [
    'purity',
    'freezes for good what it froze once',
    contributed(() => {
      const frozen = new Set<string>();
      return (parameter, progress) => {
        if (progress.epochsWithoutImprovement > 5) frozen.add(parameter.path);
        return frozen.has(parameter.path);
      };
    }),
  ],
  [
    'purity',
    'changes what it is given',
    contributed(() => (parameter, progress) => {
      (progress as { epoch: number }).epoch += 1;
      return late(parameter, progress);
    }),
  ],
  [
    'determinism',
    'freezes in every other instance',
    contributed(() => {
      const odd = made++ % 2 === 1;
      return () => odd;
    }),
  ],
];

/** Every other number of what trains, from epoch 5 on. */
const everyOther: Entries = ({ shape }, { epoch }) =>
  epoch < 5 ? undefined : Uint8Array.from({ length: sizeOf(shape) }, (_, index) => index % 2);

it('a strategy that freezes single numbers keeps all rules', () => {
  expect(freezeStrategyConformance({ contribution: withEntries(() => everyOther) }).violations()).toEqual([]);
});

it.each<[rule: string, what: string, create: () => Entries]>([
  ['contract', 'tells of too few numbers', () => () => new Uint8Array(1)],
  [
    'contract',
    'has more to say than yes and no',
    () =>
      ({ shape }) =>
        new Uint8Array(sizeOf(shape)).fill(2),
  ],
  [
    'contract',
    'answers in an array',
    () =>
      ({ shape }) =>
        new Array<number>(sizeOf(shape)).fill(0) as never,
  ],
  [
    'purity',
    'turns the numbers around whenever it is asked',
    () => {
      let asked = 0;
      return ({ shape }) => new Uint8Array(sizeOf(shape)).fill(asked++ % 7 === 0 ? 1 : 0);
    },
  ],
  [
    'determinism',
    'freezes numbers in every other instance',
    () => {
      const odd = made++ % 2;
      return ({ shape }) => new Uint8Array(sizeOf(shape)).fill(odd);
    },
  ],
])('only "%s" is broken by a strategy of single numbers that %s', (rule, _what, create) => {
  const violations = freezeStrategyConformance({ contribution: withEntries(create) }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

it.each(broken)('only "%s" is broken by a strategy that %s', (rule, _what, contribution) => {
  const violations = freezeStrategyConformance({ contribution }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

it('only "serialization" is broken by options that a file cannot hold', () => {
  const violations = freezeStrategyConformance({
    contribution: contributed(),
    options: { epoch: () => 5 },
  }).violations();
  expect(violations).toEqual([{ rule: 'serialization', message: 'options.epoch cannot be written as JSON' }]);
});

it('only "training" is broken by an engine that trains what is frozen', () => {
  const reference = referenceExecutor();
  const heedless: Executor = {
    ...reference,
    name: 'heedless',
    prepare: (recurrence, options) =>
      reference.prepare(recurrence, { ...options, trainable: Object.keys(recurrence.parameters) }),
  };
  const violations = freezeStrategyConformance({ contribution: contributed(), engines: [heedless] }).violations();
  expect(violations.map(({ rule }) => rule)).toEqual(['training']);
  expect(violations[0]?.message).toContain('on heedless, memory/plain-memory/kept/weights moves though it is frozen');
});
