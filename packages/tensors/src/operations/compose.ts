import type { Tensor } from '../tensor.ts';
import { squeeze } from './arrange.ts';
import { add, div, exp, greater, log, mul, sqrt, stopGradient, sub, where } from './elementwise.ts';
import { max, mean, sum } from './reduce.ts';

/** The maximum along an axis, kept as an axis of size 1, with −∞ replaced by 0 so that subtracting it makes no NaN. */
function shiftFor(x: Tensor, axis: number): Tensor {
  const largest = stopGradient(max(x, axis, true));
  return where(greater(largest, Number.NEGATIVE_INFINITY), largest, 0);
}

/** e^x normalized to sum 1 along an axis. */
export function softmax(x: Tensor, axis = -1): Tensor {
  const weights = exp(sub(x, shiftFor(x, axis)));
  return div(weights, sum(weights, axis, true));
}

/** ln Σ e^x along an axis, without overflow; −∞ (with gradient 0) where all elements are −∞. */
export function logSumExp(x: Tensor, axis = -1, keepDims = false): Tensor {
  const shift = shiftFor(x, axis);
  const total = sum(exp(sub(x, shift)), axis, true);
  // log has derivative 0 at 0, which is what makes the gradient of an empty sum 0 and not NaN.
  const result = add(log(total), shift);
  return keepDims ? result : squeeze(result, axis);
}

/** ln softmax(x) along an axis. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const shifted = sub(x, shiftFor(x, axis));
  return sub(shifted, log(sum(exp(shifted), axis, true)));
}

/** (x − mean) / sqrt(variance + epsilon) along the last axis, then scaled and shifted (Ba et al. 2016). */
export function layerNormalization(x: Tensor, scale: Tensor, shift: Tensor, epsilon = 1e-5): Tensor {
  const centered = sub(x, mean(x, -1, true));
  const variance = mean(mul(centered, centered), -1, true);
  return add(mul(div(centered, sqrt(add(variance, epsilon))), scale), shift);
}
