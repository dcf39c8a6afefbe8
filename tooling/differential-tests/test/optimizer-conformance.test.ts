import { compiledExecutor } from '@pushdown/compiler';
import {
  type ContributionTo,
  type LiteralUpdate,
  type OptimizerConformanceOptions,
  optimizerConformance,
} from '@pushdown/plugin-testing';
import training from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { type LiteralOptimizer, literalAdam, literalRmsprop, literalSgd } from '../src/literal-optimizers.ts';

/** What is tried, and what it has to be in plain arithmetic, number by number. */
interface Case extends Pick<OptimizerConformanceOptions, 'options' | 'decays'> {
  readonly formula: LiteralUpdate;
}

function numberByNumber(literal: LiteralOptimizer): LiteralUpdate {
  return (start) => {
    const moves = start.map((value) => literal(value));
    return (gradient, { learningRate, step }) =>
      moves.map((move, place) => move(gradient[place] as number, learningRate, step));
  };
}

const plain = { momentum: 0, nesterov: false, weightDecay: 0 };
const moments = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const sizes = { alpha: 0.99, epsilon: 1e-8, momentum: 0, centered: false };
const sgd = (options: Partial<typeof plain>): Case => ({
  options,
  formula: numberByNumber(literalSgd({ ...plain, ...options })),
  decays: options.weightDecay !== undefined,
});
const rmsprop = (options: Partial<typeof sizes>): Case => ({
  options,
  formula: numberByNumber(literalRmsprop({ ...sizes, ...options })),
});

const table: Readonly<Record<string, readonly Case[]>> = {
  adam: [
    { formula: numberByNumber(literalAdam({ ...moments, weightDecay: 0 })) },
    {
      options: { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 },
      formula: numberByNumber(literalAdam({ beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weightDecay: 0 })),
    },
  ],
  adamw: [{ formula: numberByNumber(literalAdam({ ...moments, weightDecay: 0.01 })), decays: true }],
  rmsprop: [
    rmsprop({}),
    rmsprop({ alpha: 0.9, momentum: 0.5 }),
    rmsprop({ alpha: 0.9, epsilon: 1e-2, centered: true }),
  ],
  sgd: [sgd({}), sgd({ momentum: 0.9 }), sgd({ momentum: 0.9, nesterov: true }), sgd({ weightDecay: 0.1 })],
};

it('every optimizer has to conform', () => {
  expect(training.contributions.map(({ kind, contributionName }) => [kind, contributionName]).sort()).toEqual(
    Object.keys(table)
      .sort()
      .map((name) => ['optimizer', name]),
  );
});

for (const contribution of training.contributions as readonly ContributionTo<'optimizer'>[])
  for (const one of table[contribution.contributionName] ?? [])
    optimizerConformance({ ...one, contribution, engines: [compiledExecutor()] }).register({ describe, it });
