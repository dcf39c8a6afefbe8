import type { HostProduct, ProductOperand } from '@pushdown/tensors';
import { type Atom, evaluate } from '../index-maps/polynomial.ts';
import type { Buffer } from '../loops/kernel.ts';
import type { Product, Side } from '../loops/products.ts';

/**
 * A product with the sizes and the memory of a run.
 * @param view all numbers of a buffer.
 */
export function hostProductOf(
  { left, right, result }: Product,
  sizes: Readonly<Record<Atom, number>>,
  view: (buffer: Buffer) => Float32Array,
): HostProduct {
  const variables = [...new Set([left, right].flatMap(({ axes }) => axes.map(({ variable }) => variable)))];
  const operandOf = ({ buffer, offset, axes }: Side): ProductOperand => {
    const own = axes.map(({ variable, size, allocated }) => ({
      label: String.fromCharCode(firstLabel + variables.indexOf(variable)),
      size: evaluate(size, sizes),
      allocated: evaluate(allocated, sizes),
    }));
    const first = evaluate(offset, sizes);
    const count = own.reduce((product, axis) => product * axis.allocated, 1);
    return { values: view(buffer).subarray(first, first + count), axes: own };
  };
  return { left: operandOf(left), right: operandOf(right), result: operandOf(result) };
}

const firstLabel = 'a'.charCodeAt(0);
