import { apply, type PrimitiveName, type Tensor, withPlaceOf } from '@pushdown/tensors';
import { growsWithTime } from './growth.ts';

const linear: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'neg',
  'reshape',
  'transpose',
  'sum',
  'mul',
  'divNoNan',
  'einsum',
]);

/** A stand-in for the sum of a tensor over all steps. */
export interface TimeSum {
  readonly leaf: Tensor;
  readonly tensor: Tensor;
}

/**
 * The sum over all steps of a step's tensor, as a graph outside time. Sums pass through additions and movements, so that
 * only products and reductions are summed over all steps, in one pass each. A factor that does not change with time waits
 * for the sum. Rows added to a table are always summed first: of the table itself there is one, not one a step.
 *
 * @param sums gets what has to be summed.
 * @param timed tensors that differ from step to step.
 */
export function sumOverTime(tensor: Tensor, sums: TimeSum[], timed: ReadonlySet<Tensor>): Tensor {
  const known = sums.find((sum) => sum.tensor === tensor);
  if (known !== undefined) return known.leaf;
  // Outside time there is no size that changes with it.
  if (tensor.arguments.some(({ shape }) => shape.some(growsWithTime))) return standIn(tensor, sums);
  switch (tensor.primitive) {
    case 'add':
    case 'sub':
    case 'neg':
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'concat':
    case 'reverse':
    case 'cumsum':
      return through(tensor, sums, timed);
    case 'mul':
    case 'divNoNan':
      return scaled(tensor, sums, timed);
    case 'sum':
    case 'einsum':
      return isScattered(tensor, timed) ? scaled(tensor, sums, timed) : standIn(tensor, sums);
    case 'pad':
      return (tensor.attributes as { readonly value: number }).value === 0
        ? through(tensor, sums, timed)
        : standIn(tensor, sums);
    default:
      return standIn(tensor, sums);
  }
}

/** The argument in which a tensor is linear, if no other one differs from step to step. */
function linearArgument({ primitive, arguments: args }: Tensor, timed: ReadonlySet<Tensor>): number | undefined {
  const [place, ...others] = args.flatMap((argument, index) => (timed.has(argument) ? [index] : []));
  return others.length > 0 || (primitive === 'divNoNan' && place !== 0) ? undefined : place;
}

function isScattered(tensor: Tensor, timed: ReadonlySet<Tensor>): boolean {
  if (tensor.primitive === 'scatterAdd') return true;
  if (!linear.has(tensor.primitive)) return false;
  const place = linearArgument(tensor, timed);
  return place !== undefined && isScattered(tensor.arguments[place] as Tensor, timed);
}

/** What is linear in the argument that differs from step to step is computed of that argument's sum. */
function scaled(tensor: Tensor, sums: TimeSum[], timed: ReadonlySet<Tensor>): Tensor {
  const place = linearArgument(tensor, timed);
  if (place === undefined) return standIn(tensor, sums);
  const args = tensor.arguments.map((argument, index) =>
    index === place ? sumOverTime(argument, sums, timed) : argument,
  );
  return withPlaceOf(tensor, () => apply(tensor.primitive, args, tensor.attributes as never));
}

function through(tensor: Tensor, sums: TimeSum[], timed: ReadonlySet<Tensor>): Tensor {
  // Broadcasting repeats an argument along an axis, which commutes with summing over time.
  const args = tensor.arguments.map((argument) => sumOverTime(argument, sums, timed));
  return withPlaceOf(tensor, () => apply(tensor.primitive, args, tensor.attributes as never));
}

function standIn(tensor: Tensor, sums: TimeSum[]): Tensor {
  const leaf = apply('leaf', [], { role: 'gradient', name: `sum ${sums.length}`, shape: tensor.shape, dtype: 'float' });
  sums.push({ leaf, tensor });
  return leaf;
}
