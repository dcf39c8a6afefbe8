import type { Optimizer } from '@pushdown/core';
import { adam, adamw, rmsprop, sgd, TrainingError, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { follow } from './given-gradients.ts';

const start = [1, -0.5, 0.25];
const gradients = [
  [0.5, -2, 0],
  [-1.5, 0.25, 1],
  [3, 0.125, -0.75],
  [-0.25, 1, 0.5],
];

/**
 * Where PyTorch 2.13 ends in float64. Each row is printed by
 *
 *     p = torch.nn.Parameter(torch.tensor([1., -.5, .25])); optimizer = torch.optim.<...>([p], lr=.1, <options>)
 *     for g in [[.5, -2., 0.], [-1.5, .25, 1.], [3., .125, -.75], [-.25, 1., .5]]:
 *         p.grad = torch.tensor(g); optimizer.step()
 *     print([float(x) for x in p.detach()])
 *
 * after torch.set_default_dtype(torch.float64), with the class and the options that stand first in the row.
 */
const pytorch: readonly (readonly [torch: string, optimizer: Optimizer, end: readonly number[]])[] = [
  ['SGD', sgd(), [0.8249999999999998, -0.4375, 0.175]],
  ['SGD weight_decay=.05', sgd({ weightDecay: 0.05 }), [0.8058995068749999, -0.43024790031249993, 0.17065987515624997]],
  ['SGD momentum=.9', sgd({ momentum: 0.9 }), [0.68955, -0.003699999999999951, 0.07149999999999998]],
  [
    'SGD momentum=.9, nesterov=True, weight_decay=.05',
    sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.05 }),
    [0.4885116806831873, 0.020346214018718778, 0.0031613499018906303],
  ],
  ['Adam', adam(), [0.8833505463483015, -0.2988404389715265, 0.14048885462138175]],
  [
    'Adam betas=(.8, .95), eps=1e-3',
    adam({ beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
    [0.882132410547749, -0.3196443380572131, 0.1426310998788288],
  ],
  ['AdamW', adamw(), [0.8795961697631234, -0.2972978007169797, 0.13964677478786852]],
  [
    'AdamW betas=(.8, .95), eps=1e-3, weight_decay=.2',
    adamw({ beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.2 }),
    [0.8090990850689723, -0.28950316452792896, 0.12634719423364207],
  ],
  ['RMSprop', rmsprop(), [0.13742552482306766, -0.1362737342744183, -0.5221043829672427]],
  [
    'RMSprop centered=True',
    rmsprop({ centered: true }),
    [0.13285455607418611, -0.13204844421304762, -0.527601189763759],
  ],
  [
    'RMSprop alpha=.9, eps=1e-3, momentum=.8, centered=True',
    rmsprop({ alpha: 0.9, epsilon: 1e-3, momentum: 0.8, centered: true }),
    [0.2797093371771598, 0.17996624027129965, -0.3359435420646558],
  ],
];

it.each(pytorch)('goes where PyTorch goes: %s', (_torch, optimizer, expected) => {
  const { end } = follow({ optimizer, start, gradients });
  for (const [index, value] of end.entries()) expect(value).toBeCloseTo(expected[index] as number, 14);
});

describe('clipping', () => {
  // The same with SGD, and before each step, as far as there is a limit, torch.nn.utils.clip_grad_value_([p], <value>) and
  // then torch.nn.utils.clip_grad_norm_([p], <norm>).
  it.each([
    ['norm 1', 1, undefined, [0.983049456638001, -0.5080478864495115, 0.17564602857851394]],
    ['value 0.5', undefined, 0.5, [0.975, -0.5375000000000001, 0.2]],
    ['value 0.5, then norm 0.7', 0.7, 0.5, [0.9717608261947317, -0.5326879209308593, 0.2054084668998472]],
  ] as const)('goes where PyTorch goes: %s', (_name, clipNorm, clipValue, expected) => {
    const { end, norms } = follow({ optimizer: sgd(), clipNorm, clipValue, start, gradients });
    for (const [index, value] of end.entries()) expect(value).toBeCloseTo(expected[index] as number, 14);
    // The reported norm is that of the gradient as it was.
    for (const [index, norm] of norms.entries())
      expect(norm).toBeCloseTo(Math.hypot(...(gradients[index] as number[])), 13);
  });

  it('is part of the name of the update', () => {
    expect(updateOf(sgd()).name).toBe('sgd');
    expect(updateOf(sgd(), 5, 0.5).name).toBe('sgd, gradient clipped to ±0.5, gradient clipped to norm 5');
  });

  it.each([
    [0, undefined, 'clipNorm must be above 0, not 0'],
    [Number.NaN, undefined, 'clipNorm must be above 0, not NaN'],
    [5, -1, 'clipValue must be above 0, not -1'],
  ])('refuses the limits %s and %s', (clipNorm, clipValue, message) => {
    expect(() => updateOf(sgd(), clipNorm, clipValue)).toThrow(new TrainingError(message));
  });
});

describe('what an optimizer remembers', () => {
  it.each([
    [sgd(), []],
    [sgd({ momentum: 0.5 }), ['velocity']],
    [adam(), ['mean', 'meanOfSquares']],
    [adamw(), ['mean', 'meanOfSquares']],
    [rmsprop(), ['meanOfSquares']],
    [rmsprop({ centered: true }), ['meanOfSquares', 'mean']],
    [rmsprop({ momentum: 0.5 }), ['meanOfSquares', 'velocity']],
  ])('is no more than it needs: $name', ({ slots }, expected) => {
    expect(slots).toEqual(expected);
  });
});

it('centered RMSProp survives a gradient that does not change, where rounding makes the spread negative', () => {
  const constant = Array.from({ length: 3000 }, () => [0.1, 0.3, 0.7]);
  const { end } = follow({ optimizer: rmsprop({ centered: true, alpha: 0.5 }), start, gradients: constant });
  expect(end.every(Number.isFinite)).toBe(true);
});

describe('options out of range are refused', () => {
  it.each([
    [() => sgd({ momentum: 1 }), /optimizer "sgd": momentum/],
    [() => sgd({ weightDecay: -1 }), /optimizer "sgd": weightDecay/],
    [() => sgd({ nesterov: true }), /optimizer "sgd": nesterov: Nesterov's momentum needs a momentum above 0/],
    [() => adam({ beta1: 1 }), /optimizer "adam": beta1/],
    [() => adamw({ weightDecay: -0.1 }), /optimizer "adamw": weightDecay/],
    [() => adamw({ epsilon: 0 }), /optimizer "adamw": epsilon/],
    [() => rmsprop({ alpha: 1 }), /optimizer "rmsprop": alpha/],
    [() => rmsprop({ centred: true } as never), /optimizer "rmsprop": .*"centred"/],
  ])('%s', (create, message) => {
    expect(create).toThrow(message);
  });
});
