import { type Contribution, defineOptimizer, type Optimizer } from '@pushdown/core';
import { add, mul, sub, type Tensor, type Tensors } from '@pushdown/tensors';
import { z } from 'zod';

/** Options of `sgd`. */
export interface SgdOptions {
  /** Share of the velocity that remains from update to update; 0, none, by default. */
  readonly momentum?: number | undefined;
  /** Look ahead along the velocity (Sutskever et al. 2013); needs momentum. */
  readonly nesterov?: boolean | undefined;
  /** λ of an added gradient λθ, that of the penalty λ/2 · |θ|²; 0 by default. */
  readonly weightDecay?: number | undefined;
}

/**
 * Stochastic gradient descent, in PyTorch's form with dampening 0: the learning rate scales the velocity and is not part
 * of it, so that a change of the rate acts at once.
 *
 *     g ← g + λ θ        v ← μ v + g
 *     θ ← θ − lr · v     or, with Nesterov's momentum,     θ ← θ − lr · (g + μ v)
 *
 * Without momentum there is no velocity, and θ ← θ − lr · g.
 */
export const sgd: Contribution<'optimizer', SgdOptions, Optimizer> = defineOptimizer({
  name: 'sgd',
  description: 'stochastic gradient descent, with momentum if wanted',
  source: "Sutskever et al. 2013 (Nesterov's momentum)",
  options: z
    .strictObject({
      momentum: z.number().min(0).lt(1).default(0),
      nesterov: z.boolean().default(false),
      weightDecay: z.number().nonnegative().default(0),
    })
    .refine(({ momentum, nesterov }) => !nesterov || momentum > 0, {
      message: "Nesterov's momentum needs a momentum above 0",
      path: ['nesterov'],
    }) as z.ZodType<{ momentum: number; nesterov: boolean; weightDecay: number }, SgdOptions>,
  create: ({ momentum, nesterov, weightDecay }) => ({
    name: 'sgd',
    slots: momentum === 0 ? [] : ['velocity'],
    update({ parameter, gradient, slots, learningRate }) {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, parameter));
      const kept: Tensors = momentum === 0 ? {} : { velocity: add(mul(momentum, slots.velocity as Tensor), g) };
      const velocity = kept.velocity ?? g;
      const direction = nesterov ? add(g, mul(momentum, velocity)) : velocity;
      return { parameter: sub(parameter, mul(learningRate, direction)), slots: kept };
    },
  }),
});
