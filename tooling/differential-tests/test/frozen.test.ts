import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import {
  type Component,
  createRecurrentModel,
  createSession,
  type Memory,
  type Optimizer,
  randomStream,
} from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import training, { adam, adamw, rmsprop, sgd, updateOf } from '@pushdown/training';
import { expect, it } from 'vitest';

const alphabetSize = 3;
const model = createRecurrentModel({
  alphabetSize,
  controller: lstm({ size: 5 }),
  memory: superpositionStack({ size: 3 }) as Memory,
});

const optimizers: readonly (readonly [label: string, optimizer: Optimizer, learningRate: number])[] = [
  ['sgd', sgd(), 0.05],
  ['sgd with momentum and weight decay', sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1 }), 0.01],
  ['adam', adam(), 0.01],
  // Decoupled, so that a parameter would decay even if it got no gradient.
  ['adamw with weight decay', adamw({ weightDecay: 0.5 }), 0.01],
  ['rmsprop', rmsprop({ momentum: 0.5, centered: true }), 0.001],
];

const frozenParts: readonly (readonly Component[])[] = [['memory'], ['controller'], ['controller', 'memory']];

it('every optimizer is tried', () => {
  const tried = new Set(optimizers.map(([, { name }]) => name));
  expect([...tried].sort()).toEqual(training.contributions.map(({ contributionName }) => contributionName).sort());
});

it.each(
  optimizers.flatMap(([label, optimizer, learningRate]) =>
    frozenParts.map((parts) => ({ label, optimizer, learningRate, parts: parts.join(' and ') })),
  ),
)('100 compiled steps of $label leave a frozen $parts as it was, bit by bit', ({ optimizer, learningRate, parts }) => {
  const frozen = ({ component }: { readonly component: Component }): boolean =>
    parts.split(' and ').includes(component);
  const random = randomStream(4, 'strings');
  const session = createSession({
    model,
    engine: compiledExecutor(),
    parameters: model.initialize(randomStream(1, 'parameters')),
    trainable: model.parameters.filter((parameter) => !frozen(parameter)).map(({ path }) => path),
    update: updateOf(optimizer, 5, 1),
  });
  expect(session.engine).toBe('compiled');
  const draw = (strings: number, length: number): number[][] =>
    Array.from({ length: strings }, () => Array.from({ length }, () => random.integer(alphabetSize)));
  // Loads the parameters, which rounds them to float32.
  session.predict(draw(4, 2));
  const before = session.parameters();
  for (let step = 1; step <= 100; step++) {
    // Batches of several sizes, some of mixed lengths: parameters move between executions.
    const strings = [...draw(4, 1 + (step % 7)), ...(step % 10 === 0 ? draw(2, 3) : [])];
    expect(session.train(strings, { learningRate, step }).loss).toBeGreaterThan(0);
  }
  const after = session.parameters();
  for (const parameter of model.parameters) {
    const [old, now] = [before[parameter.path], after[parameter.path]];
    if (frozen(parameter)) expect(now, parameter.path).toEqual(old);
    else expect(now, parameter.path).not.toEqual(old);
  }
  session.dispose();
});
