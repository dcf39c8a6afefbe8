import { type Attributes, apply, type PrimitiveName, sameShape, type Tensor } from '@pushdown/tensors';

/** Views of a sum that are sums of views. */
const linearViews: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>(['slice', 'reshape', 'transpose', 'pad']);

/** The terms of a sum, or of a view of one: each can be added to memory on its own, without a place for the whole. */
export function addendsOf(tensor: Tensor): Tensor[] {
  const { primitive, arguments: args, attributes } = tensor;
  if (primitive === 'add' && args.every(({ shape }) => sameShape(shape, tensor.shape))) return args.flatMap(addendsOf);
  if (!linearViews.has(primitive)) return [tensor];
  if (primitive === 'pad' && (attributes as Attributes['pad']).value !== 0) return [tensor];
  const terms = addendsOf(args[0] as Tensor);
  return terms.length === 1 ? [tensor] : terms.map((term) => apply(primitive, [term], attributes as never));
}
