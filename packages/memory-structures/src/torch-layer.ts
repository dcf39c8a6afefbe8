import { type LinearLayer, linearLayer, uniform } from '@pushdown/core';

/** A linear layer that begins as PyTorch's do, as in Suzgun et al. (2019): uniform on ± 1/√inputs. */
export function torchLayer(inputSize: number, outputSize: number): LinearLayer {
  return linearLayer(inputSize, outputSize, { initialize: uniform(1 / Math.sqrt(inputSize)) });
}
