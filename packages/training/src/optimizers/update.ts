import type { Optimizer } from '@pushdown/core';
import {
  add,
  div,
  fill,
  minimum,
  mul,
  sqrt,
  square,
  sum,
  type Tensor,
  type Tensors,
  type UpdateDefinition,
} from '@pushdown/tensors';

/**
 * The update of all parameters by an optimizer, after clipping the gradient: if the norm of all gradients together
 * exceeds `clipNorm`, they are scaled down to it (Pascanu et al. 2013), with the 1e-6 that PyTorch adds to the norm.
 *
 * Settings: `learningRate`, `step` (1 at the first update). Reports `gradientNorm`, before clipping.
 */
export function updateOf(optimizer: Optimizer, clipNorm: number | undefined): UpdateDefinition {
  return {
    name: clipNorm === undefined ? optimizer.name : `${optimizer.name}, gradient clipped to norm ${clipNorm}`,
    settings: ['learningRate', 'step'],
    slots: optimizer.slots,
    update({ parameters, gradients, slots, settings }) {
      const gradientNorm = norm(Object.values(gradients));
      const scale = clipNorm === undefined ? undefined : minimum(1, div(clipNorm, add(gradientNorm, 1e-6)));
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

/** Euclidean norm of all numbers of all tensors. */
function norm(tensors: readonly Tensor[]): Tensor {
  return sqrt(tensors.map((tensor) => sum(square(tensor))).reduce(add, fill([], 0)));
}
