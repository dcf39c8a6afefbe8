import { defineEvaluation, type Evaluation, type Measurement, type Predictions } from '@pushdown/core';
import { type ContributionTo, evaluationConformance } from '@pushdown/plugin-testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

type Start = Evaluation['start'];

/** Nats per symbol. */
function meanNats(finish: (nats: number, symbols: number) => Measurement): Start {
  return () => {
    let [nats, symbols] = [0, 0];
    return {
      add(predictions) {
        for (const value of predictions.nats) nats += value;
        symbols += predictions.nats.length;
      },
      result() {
        if (symbols === 0) throw new RangeError('nothing was predicted');
        return { 'mean-nats': finish(nats, symbols) };
      },
    };
  };
}

const right = meanNats((nats, symbols) => ({ value: nats / symbols }));

/** One that looks at every batch before it is added. */
function looking(look: (batch: Predictions, state: { seen: number }) => number): Start {
  return () => {
    const state = { seen: 0 };
    let total = 0;
    return {
      add: (batch) => {
        total += look(batch, state);
        state.seen += 1;
      },
      result() {
        if (state.seen === 0) throw new RangeError('nothing was predicted');
        return { 'mean-nats': { value: total } };
      },
    };
  };
}

const sum = (batch: Predictions): number => batch.nats.reduce((total, value) => total + value, 0);

function contributed(start: () => Start = () => right, name = 'mean-nats'): ContributionTo<'evaluation'> {
  return defineEvaluation({
    name: 'mean-nats',
    description: 'nats per symbol',
    options: z.strictObject({}),
    create: () => ({ name, start: start() }),
  });
}

describe('an evaluation that keeps all rules', () => {
  evaluationConformance({ contribution: contributed() }).register({ describe, it });
});

let made = 0;

const broken: readonly (readonly [rule: string, what: string, contribution: ContributionTo<'evaluation'>])[] = [
  ['metadata', 'has two names', contributed(undefined, 'nats')],
  ['contract', 'gives numbers that are not finite', contributed(() => meanNats(() => ({ value: Number.NaN })))],
  ['contract', 'gives no value', contributed(() => meanNats(() => ({}) as Measurement))],
  ['batching', 'counts batches', contributed(() => looking((batch) => sum(batch) + 1))],
  [
    'order',
    'gives later strings more weight',
    contributed(() =>
      looking((batch, state) =>
        // Strings of one batch count one after another, so that batches do not matter.
        batch.strings.reduce((total, _string, column) => {
          if (column > 0) state.seen += 1;
          const own = batch.nats.filter((_value, index) => index % batch.strings.length === column);
          return total + (state.seen + 1) * own.reduce((nats, value) => nats + value, 0);
        }, 0),
      ),
    ),
  ],
  [
    'purity',
    'shares a sum among sessions',
    contributed(() => {
      let open = 0;
      return (context) => {
        open += 1;
        const session = right(context);
        let added = 0;
        return {
          add(predictions) {
            session.add(predictions);
            added += 1;
          },
          result() {
            const { 'mean-nats': measurement } = session.result();
            open -= 1;
            // Of a session that is alone it is right.
            return { 'mean-nats': { value: (measurement as Measurement).value + (open > 0 ? added : 0) } };
          },
        };
      };
    }),
  ],
  [
    'determinism',
    'depends on the instance',
    contributed(() => {
      const instance = made++;
      return meanNats((nats, symbols) => ({ value: nats / symbols + instance }));
    }),
  ],
  [
    'nothing to score',
    'makes a result of nothing',
    contributed(() => () => {
      const batches: Predictions[] = [];
      return {
        add: (batch) => void batches.push(batch),
        result: () => ({ 'mean-nats': { value: batches.reduce((total, batch) => total + sum(batch), 0) } }),
      };
    }),
  ],
  [
    'serialization',
    'returns what is no plain number',
    contributed(() =>
      meanNats((nats, symbols) => {
        const measurement = { value: nats / symbols };
        return Object.defineProperty(measurement, 'toJSON', { value: () => 'a measurement' });
      }),
    ),
  ],
];

it.each(broken)('only "%s" is broken by an evaluation that %s', (rule, _what, contribution) => {
  const violations = evaluationConformance({ contribution }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

/** How many nats more the string backwards takes than the string, a mean over strings. */
const backwards =
  (weigh: (batch: Predictions) => number = () => 1): Start =>
  () => {
    let [nats, strings] = [0, 0];
    return {
      rivals(given) {
        if (given.some((string) => string.length === 0))
          throw new RangeError('the empty string has no other direction');
        return given.map((string) => string.toReversed());
      },
      add(batch, rivals) {
        if (rivals === undefined) throw new Error('predictions of the rivals are missing');
        nats += weigh(batch) * (sum(rivals) - sum(batch));
        strings += batch.strings.length;
      },
      result() {
        if (strings === 0) throw new RangeError('nothing was predicted');
        return { 'mean-nats': { value: nats / strings } };
      },
    };
  };

describe('an evaluation that compares strings with others', () => {
  const lengths = [2, 4];
  evaluationConformance({ contribution: contributed(() => backwards()), lengths }).register({ describe, it });

  it('breaks only "batching" when batches of one string count double', () => {
    const contribution = contributed(() => backwards((batch) => (batch.strings.length === 1 ? 2 : 1)));
    expect(
      evaluationConformance({ contribution, lengths })
        .violations()
        .map(({ rule }) => rule),
    ).toEqual(['batching']);
  });

  it('breaks its contract where it has nothing to compare with', () => {
    const [violation] = evaluationConformance({ contribution: contributed(() => backwards()) }).violations();
    expect(violation).toEqual({
      rule: 'contract',
      message: 'throws RangeError: the empty string has no other direction',
    });
  });
});

it.each([[[]], [[3]]])('refuses strings of the lengths %j', (lengths) => {
  expect(() => evaluationConformance({ contribution: contributed(), lengths })).toThrow(
    `strings that are scored have lengths of 0, 2, 4, 6, not [${lengths}]`,
  );
});
