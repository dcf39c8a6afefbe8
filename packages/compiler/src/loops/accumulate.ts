import { type Dimension, isSymbolic, type PrimitiveName, type Tensor } from '@pushdown/tensors';
import { add, atom, constantOf, type Polynomial } from '../index-maps/polynomial.ts';
import { type Expression, guardAtom, isZero, type Kernel, type Loop, type Part } from './kernel.ts';
import { type Stored, sizesOf } from './stored.ts';
import { reductionsOf } from './substitute.ts';

/** Their kernels read or write their target in an order of their own. */
const ordered: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>(['max', 'argMax', 'cumsum', 'gather', 'scatterAdd']);

/** Whether a tensor can be added to memory while it is computed; otherwise it has to be stored first. */
export function canAccumulate({ primitive }: Tensor, kernels: readonly Kernel[]): boolean {
  // A sum over the sequences of a batch would count what is there once a sequence.
  const overLanes = kernels.some(({ body }) => reductionsOf(body).some((reduction) => reduction.overLanes));
  const atSomeSteps = kernels.some(({ loops }) => loops[0]?.variable === guardAtom);
  return !ordered.has(primitive) && !overLanes && !atSomeSteps;
}

/** The kernel without what lies beyond the end of an entry that grows: nothing reads it there. */
export function withinEntries(kernel: Kernel, target: Stored): Kernel {
  const sizes = sizesOf(target);
  const [entry] = kernel.loops as [Loop];
  const end = (size: Dimension | undefined): Polynomial[] =>
    size !== undefined && isSymbolic(size) && size.symbol === 'entries'
      ? [add(atom(entry.variable), constantOf(size.offset))]
      : [];
  return {
    ...kernel,
    loops: kernel.loops.map((loop, axis) =>
      axis === 0 ? loop : { ...loop, upper: [...loop.upper, ...end(sizes[axis])] },
    ),
  };
}

/**
 * The kernels made to add to what their targets hold. Those over the same elements become one, a sum of parts that begins
 * with what is there, so that memory is passed through once.
 */
export function accumulating(kernels: readonly Kernel[]): Kernel[] {
  const groups = new Map<string, Kernel[]>();
  for (const kernel of kernels) {
    // Padding adds nothing.
    if (isZero(kernel.body)) continue;
    const { target, offset, loops, lanes } = kernel;
    const key = JSON.stringify([target.id, offset, loops, lanes]);
    groups.set(key, [...(groups.get(key) ?? []), kernel]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Kernel];
    const { target: buffer, slot, offset } = first;
    const sofar: Part = { inner: [], body: { kind: 'load', buffer, slot, offset } };
    const parts = [sofar, ...group.flatMap(({ body }) => partsOf(body))];
    return { ...first, body: { kind: 'reduction', reduction: 'sum', parts, overLanes: false } };
  });
}

function partsOf(body: Expression): readonly Part[] {
  return body.kind === 'reduction' && body.reduction === 'sum' ? body.parts : [{ inner: [], body }];
}
