import { compiledExecutor } from '@pushdown/compiler';
import { defineOptimizer, type Optimizer } from '@pushdown/core';
import { type ContributionTo, type LiteralUpdate, optimizerConformance } from '@pushdown/plugin-testing';
import { add, type Executor, exp, log, mul, referenceExecutor, sub, sum, type Tensor } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** v ← ½ v + g, θ ← θ − lr · v */
const momentum: Optimizer = {
  name: 'momentum',
  slots: ['velocity'],
  update({ parameter, gradient, slots, learningRate }) {
    const velocity = add(mul(0.5, slots.velocity as Tensor), gradient);
    return { parameter: sub(parameter, mul(learningRate, velocity)), slots: { velocity } };
  },
};

const formula: LiteralUpdate = (start) => {
  let values = [...start];
  let velocity = start.map(() => 0);
  return (gradient, { learningRate }) => {
    velocity = velocity.map((speed, place) => speed / 2 + (gradient[place] as number));
    values = values.map((value, place) => value - learningRate * (velocity[place] as number));
    return values;
  };
};

function contributed(change: () => Partial<Optimizer> = () => ({}), name = 'momentum'): ContributionTo<'optimizer'> {
  return defineOptimizer({
    name,
    description: 'goes on as before',
    options: z.strictObject({ share: z.unknown() }).partial(),
    create: () => ({ ...momentum, ...change() }),
  });
}

/** The parameter changed once more after the update. */
function afterwards(
  change: (parameter: Tensor, context: Parameters<Optimizer['update']>[0]) => Tensor,
): ContributionTo<'optimizer'> {
  return contributed(() => ({
    update(context) {
      const next = momentum.update(context);
      return { ...next, parameter: change(next.parameter, context) };
    },
  }));
}

const engines = [compiledExecutor()];

describe('an optimizer that keeps all rules', () => {
  optimizerConformance({ contribution: contributed(), formula, engines }).register({ describe, it });
});

it('an optimizer that decays says so', () => {
  const contribution = afterwards((next, { parameter, learningRate }) =>
    sub(next, mul(mul(0.01, learningRate), parameter)),
  );
  expect(optimizerConformance({ contribution, engines, decays: true }).violations()).toEqual([]);
});

let made = 0;

const broken: readonly (readonly [rule: string, what: string, contribution: ContributionTo<'optimizer'>])[] = [
  ['metadata', 'has two names', contributed(undefined, 'impetus')],
  ['contract', 'returns a parameter of another shape', afterwards((next) => sum(next))],
  [
    'contract',
    'does not return a slot',
    contributed(() => ({ update: (context) => ({ ...momentum.update(context), slots: {} }) })),
  ],
  ['contract', 'declares a slot twice', contributed(() => ({ slots: ['velocity', 'velocity'] }))],
  [
    'contract',
    'returns a slot that it does not declare',
    contributed(() => ({
      update(context) {
        const next = momentum.update(context);
        return { ...next, slots: { ...next.slots, mass: context.gradient } };
      },
    })),
  ],
  [
    'purity',
    'counts its calls',
    contributed(() => {
      let calls = 0;
      return {
        update(context) {
          calls += 1;
          return momentum.update({ ...context, learningRate: mul(1 + calls * 1e-15, context.learningRate) });
        },
      };
    }),
  ],
  [
    'purity',
    'writes into the slots that it is given',
    contributed(() => ({
      update(context) {
        const next = momentum.update(context);
        (context.slots as { velocity: Tensor }).velocity = next.slots.velocity as Tensor;
        return next;
      },
    })),
  ],
  [
    'zero gradient',
    'decays without a word',
    afterwards((next, { learningRate }) => mul(next, sub(1, mul(0.01, learningRate)))),
  ],
  ['learning rate', 'adds something of its own', afterwards((next, { gradient }) => sub(next, mul(1e-6, gradient)))],
  [
    'descent',
    'climbs',
    contributed(() => ({ update: (context) => momentum.update({ ...context, gradient: mul(-1, context.gradient) }) })),
  ],
  [
    'determinism',
    'depends on the instance',
    contributed(() => {
      const share = 1 + made++ * 1e-3;
      return { update: (context) => momentum.update({ ...context, gradient: mul(share, context.gradient) }) };
    }),
  ],
  [
    'serialization',
    'names its slot after the instance',
    contributed(() => {
      const slot = `velocity-${made++}`;
      return {
        slots: [slot],
        update(context) {
          const next = momentum.update({ ...context, slots: { velocity: context.slots[slot] as Tensor } });
          return { ...next, slots: { [slot]: next.slots.velocity as Tensor } };
        },
      };
    }),
  ],
  [
    'engines',
    'leaves the range of float32',
    // log(exp(100 + θ) exp(100)) − 200 is θ.
    afterwards((next) => sub(log(mul(exp(add(100, next)), exp(mul(0, next)))), 100)),
  ],
];

it.each(broken)('only "%s" is broken by an optimizer that %s', (rule, _what, contribution) => {
  const violations = optimizerConformance({ contribution, engines }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

it('only "formula" is broken by an optimizer that takes another share than it says', () => {
  const contribution = contributed(() => ({
    update: (context) => momentum.update({ ...context, gradient: mul(0.999, context.gradient) }),
  }));
  const violations = optimizerConformance({ contribution, engines, formula }).violations();
  expect(violations.map(({ rule }) => rule)).toEqual(['formula']);
});

it('only "zero gradient" is broken by an optimizer that says that it decays, and does not', () => {
  const violations = optimizerConformance({ contribution: contributed(), engines, decays: true }).violations();
  expect(violations.map(({ rule }) => rule)).toEqual(['zero gradient']);
});

it('only "serialization" is broken by options that a file cannot hold', () => {
  const violations = optimizerConformance({ contribution: contributed(), options: { share: () => 5 } }).violations();
  expect(violations).toEqual([{ rule: 'serialization', message: 'options.share cannot be written as JSON' }]);
});

describe('an engine', () => {
  const reference = referenceExecutor();
  const tryWith = (engine: Executor) =>
    optimizerConformance({ contribution: contributed(), engines: [engine] })
      .violations()
      .map(({ rule, message }) => [rule, message.split('\n')[0]]);

  it('that trains what is frozen is found', () => {
    const heedless: Executor = {
      ...reference,
      name: 'heedless',
      prepare: (recurrence, options) => ({
        ...reference.prepare(recurrence, { ...options, trainable: Object.keys(recurrence.parameters) }),
        executor: 'heedless',
      }),
    };
    expect(tryWith(heedless)).toEqual([
      ['frozen', expect.stringContaining('on heedless, when only scalar trains, vector is')],
    ]);
  });

  it('that leaves the work to another is found', () => {
    expect(tryWith({ ...reference, name: 'fast' })).toEqual([['engines', 'fast left the work to "reference"']]);
  });
});
