import type { HostProduct, HostProducts, ProductOperand } from '@pushdown/tensors';
import { loadEngine, loadedBackend } from './loaded.ts';
import type { Tfjs, TfTensor } from './tfjs.ts';
import { einsum } from './translations/einsum.ts';

/**
 * Multiplies large matrices with TensorFlow through tfjs-node, for an engine that does all else itself:
 * `compiledExecutor({ products: tensorflowProducts() })`. The same product gives the same bits on one machine and one number
 * of threads. Nothing of TensorFlow's is kept from product to product.
 *
 * @throws TensorflowError from the first product on when `load` has not been called.
 */
export function tensorflowProducts(): HostProducts {
  return {
    name: 'tensorflow',
    load: () => loadEngine('tensorflow'),
    multiply(product) {
      loadedBackend('tensorflow').use((tf) =>
        tf.tidy(() => product.result.values.set(multiplied(tf, product).dataSync<'float32'>())),
      );
    },
  };
}

function multiplied(tf: Tfjs, { left, right, result }: HostProduct): TfTensor {
  const labels = ({ axes }: ProductOperand): string => axes.map(({ label }) => label).join('');
  const multiply = einsum({
    tf,
    attributes: { left: labels(left), right: labels(right), output: labels(result) },
    shape: sizesOf(result),
    dtype: 'float',
    argumentShapes: [sizesOf(left), sizesOf(right)],
    argumentTypes: ['float', 'float'],
    resolve: Number,
  });
  return multiply([toTensor(tf, left), toTensor(tf, right)]);
}

function sizesOf({ axes }: ProductOperand): number[] {
  return axes.map(({ size }) => size);
}

/** The elements that belong to the product. TensorFlow copies them when it first computes with them. */
function toTensor(tf: Tfjs, operand: ProductOperand): TfTensor {
  const { values, axes } = operand;
  const whole = tf.tensor(
    values,
    axes.map(({ allocated }) => allocated),
    'float32',
  );
  const isWhole = axes.every(({ size, allocated }) => size === allocated);
  return isWhole
    ? whole
    : tf.slice(
        whole,
        axes.map(() => 0),
        sizesOf(operand),
      );
}
