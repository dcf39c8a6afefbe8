import type { Optimizer } from '@pushdown/core';
import {
  add,
  div,
  fill,
  maximum,
  minimum,
  mul,
  sqrt,
  square,
  sum,
  type Tensor,
  type Tensors,
  type UpdateDefinition,
} from '@pushdown/tensors';
import { TrainingError } from '../loop/errors.ts';

/**
 * The update of all parameters by an optimizer, after clipping the gradient. With `clipValue` every number of it is moved
 * into [−clipValue, clipValue]; then, if the norm of all gradients together exceeds `clipNorm`, they are scaled down to it
 * (Pascanu et al. 2013), with the 1e-6 that PyTorch adds to the norm.
 *
 * Settings: `learningRate`, `step` (1 at the first update). Reports `gradientNorm`, before clipping.
 *
 * @throws TrainingError when a limit is not above 0.
 */
export function updateOf(optimizer: Optimizer, clipNorm?: number, clipValue?: number): UpdateDefinition {
  for (const [what, limit] of Object.entries({ clipNorm, clipValue })) {
    if (limit !== undefined && !(limit > 0)) throw new TrainingError(`${what} must be above 0, not ${limit}`);
  }
  const clipping = [
    ...(clipValue === undefined ? [] : [`gradient clipped to ±${clipValue}`]),
    ...(clipNorm === undefined ? [] : [`gradient clipped to norm ${clipNorm}`]),
  ];
  return {
    name: [optimizer.name, ...clipping].join(', '),
    settings: ['learningRate', 'step'],
    slots: optimizer.slots,
    update({ parameters, gradients: raw, slots, settings }) {
      const gradientNorm = norm(Object.values(raw));
      const gradients = clipValue === undefined ? raw : clipByValue(raw, clipValue);
      const limitedNorm = clipValue === undefined ? gradientNorm : norm(Object.values(gradients));
      const scale = clipNorm === undefined ? undefined : minimum(1, div(clipNorm, add(limitedNorm, 1e-6)));
      const results = Object.entries(parameters).map(([path, parameter]) => {
        const gradient = gradients[path] as Tensor;
        const own = Object.fromEntries(optimizer.slots.map((slot) => [slot, slots[slot]?.[path] as Tensor]));
        const next = optimizer.update({
          parameter,
          gradient: scale === undefined ? gradient : mul(scale, gradient),
          slots: own,
          learningRate: settings.learningRate as Tensor,
          step: settings.step as Tensor,
        });
        return [path, next] as const;
      });
      return {
        parameters: Object.fromEntries(results.map(([path, next]) => [path, next.parameter])),
        slots: Object.fromEntries(
          optimizer.slots.map((slot): [string, Tensors] => [
            slot,
            Object.fromEntries(results.map(([path, next]) => [path, next.slots[slot] as Tensor])),
          ]),
        ),
        reports: { gradientNorm },
      };
    },
  };
}

function clipByValue(tensors: Tensors, limit: number): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([path, tensor]) => [path, maximum(-limit, minimum(limit, tensor))]),
  );
}

/** Euclidean norm of all numbers of all tensors. */
function norm(tensors: readonly Tensor[]): Tensor {
  return sqrt(tensors.map((tensor) => sum(square(tensor))).reduce(add, fill([], 0)));
}
