import { type RateFactor, rateFactor } from '@pushdown/training';
import { expect, it } from 'vitest';

const close = (factor: RateFactor, time: number, expected: number): void =>
  expect(rateFactor([factor], time), `at ${time}`).toBeCloseTo(expected, 14);

it('is 1 without factors', () => {
  expect(rateFactor([], 3.7)).toBe(1);
});

it('warms up evenly and then stays', () => {
  const factor: RateFactor = { type: 'warm-up', epochs: 4, from: 0.2 };
  for (const [time, expected] of [
    [0, 0.2],
    [1, 0.4],
    [2.5, 0.7],
    [4, 1],
    [9, 1],
  ] as const)
    close(factor, time, expected);
  close({ type: 'warm-up', epochs: 2 }, 0, 0.1);
});

it('lowers the rate in steps, as StepLR of PyTorch', () => {
  // Its chainable form: multiplied whenever the number of finished epochs is a multiple.
  let rate = 1;
  for (let epoch = 0; epoch < 20; epoch++) {
    if (epoch > 0 && epoch % 3 === 0) rate *= 0.7;
    close({ type: 'step', every: 3, factor: 0.7 }, epoch, rate);
    close({ type: 'step', every: 3, factor: 0.7 }, epoch + 0.99, rate);
  }
});

it('follows a cosine, as CosineAnnealingLR of PyTorch', () => {
  // Its recursive form, from the rate of the epoch before.
  const [periods, lowest] = [10, 0.05];
  let rate = 1;
  for (let epoch = 1; epoch <= periods; epoch++) {
    const [now, before] = [epoch, epoch - 1].map((e) => 1 + Math.cos((Math.PI * e) / periods)) as [number, number];
    rate = (now / before) * (rate - lowest) + lowest;
    expect(rateFactor([{ type: 'cosine', epochs: periods, to: lowest }], epoch)).toBeCloseTo(rate, 12);
  }
  close({ type: 'cosine', epochs: 10 }, 0, 1);
  close({ type: 'cosine', epochs: 10 }, 5, 0.5);
  close({ type: 'cosine', epochs: 10 }, 25, 0);
});

it('composes: factors are multiplied, each from its own beginning', () => {
  const factors: readonly RateFactor[] = [
    { type: 'warm-up', epochs: 2, from: 0 },
    { type: 'cosine', epochs: 4, after: 2 },
    { type: 'step', every: 1, factor: 0.5, after: 3 },
  ];
  for (const [time, expected] of [
    [0, 0],
    [1, 0.5],
    [2, 1],
    [3, (1 + Math.SQRT1_2) / 2],
    [4, 0.5 * 0.5],
    [5, ((1 - Math.SQRT1_2) / 2) * 0.25],
    [6, 0],
  ] as const)
    expect(rateFactor(factors, time), `at ${time}`).toBeCloseTo(expected, 14);
});
