import { apply, type Tensor, withPlaceOf } from '@pushdown/tensors';

/** A stand-in for the sum of a tensor over all steps. */
export interface TimeSum {
  readonly leaf: Tensor;
  readonly tensor: Tensor;
}

/**
 * The sum over all steps of a step's tensor, as a graph outside time. Sums pass through additions and movements, so that
 * only products and reductions are summed over all steps, in one pass each.
 *
 * @param sums gets what has to be summed.
 */
export function sumOverTime(tensor: Tensor, sums: TimeSum[]): Tensor {
  const known = sums.find((sum) => sum.tensor === tensor);
  if (known !== undefined) return known.leaf;
  switch (tensor.primitive) {
    case 'add':
    case 'sub':
    case 'neg':
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'concat':
    case 'reverse':
      return through(tensor, sums);
    case 'pad':
      return (tensor.attributes as { readonly value: number }).value === 0
        ? through(tensor, sums)
        : standIn(tensor, sums);
    default:
      return standIn(tensor, sums);
  }
}

function through(tensor: Tensor, sums: TimeSum[]): Tensor {
  // Broadcasting repeats an argument along an axis, which commutes with summing over time.
  const args = tensor.arguments.map((argument) => sumOverTime(argument, sums));
  return withPlaceOf(tensor, () => apply(tensor.primitive, args, tensor.attributes as never));
}

function standIn(tensor: Tensor, sums: TimeSum[]): Tensor {
  const leaf = apply('leaf', [], { role: 'gradient', name: `sum ${sums.length}`, shape: tensor.shape, dtype: 'float' });
  sums.push({ leaf, tensor });
  return leaf;
}
