import type { OptimizerSlots } from '@pushdown/core';
import { greater, type Tensor, type Tensors, type UpdateDefinition, where } from '@pushdown/tensors';

/** Which numbers of a parameter are frozen: 1 for each of these, else 0, row-major; by path. */
export type FrozenEntries = Readonly<Record<string, Uint8Array>>;

/** An update, and the starting values of its slots: what `createSession` takes. */
export interface UpdateWithSlots {
  readonly update: UpdateDefinition;
  readonly slots: OptimizerSlots;
}

/** A slot that never changes. It moves from execution to execution with those of the optimizer. */
const slotName = 'frozenEntries';

/**
 * The update with some numbers of parameters frozen. They keep their values bit for bit, whatever the optimizer does, such
 * as decaying weights, and their gradient is 0, so that limits of its norm are for what trains. Without such numbers it is
 * the update itself, which then costs no more than before.
 * @param slots what the optimizer kept where training goes on.
 */
export function updateWithFrozenEntries(
  update: UpdateDefinition,
  entries: FrozenEntries,
  slots: OptimizerSlots,
): UpdateWithSlots {
  if (Object.keys(entries).length === 0) return { update, slots };
  const masks = Object.fromEntries(Object.entries(entries).map(([path, mask]) => [path, Float64Array.from(mask)]));
  return { update: keepingFrozenEntries(update), slots: { ...slots, [slotName]: masks } };
}

function keepingFrozenEntries(definition: UpdateDefinition): UpdateDefinition {
  return {
    ...definition,
    name: `${definition.name}, some entries frozen`,
    slots: [...definition.slots, slotName],
    update(context) {
      const { [slotName]: masks = {}, ...slots } = context.slots;
      /** `kept` where a number is frozen, else `changed`. */
      const choose = (kept: (path: string) => Tensor | number, changed: Tensors): Tensors =>
        Object.fromEntries(
          Object.entries(changed).map(([path, tensor]) => [
            path,
            where(greater(masks[path] as Tensor, 0.5), kept(path), tensor),
          ]),
        );
      const next = definition.update({ ...context, slots, gradients: choose(() => 0, context.gradients) });
      return {
        ...next,
        parameters: choose((path) => context.parameters[path] as Tensor, next.parameters),
        slots: { ...next.slots, [slotName]: masks },
      };
    },
  };
}
