import { reshape, type Tensor, type TensorLike, type Tensors, where } from '@pushdown/tensors';
import { ModelError } from './errors.ts';

/**
 * States after a step of a batch of which some strings have ended: those keep the states they ended with. What is
 * computed for them beyond their end is the same finite step again and again, and no gradient comes from it.
 *
 * @param present bool [B], whether each string has a symbol at this step.
 * @throws ModelError when the first axis of a state is not the batch.
 */
export function keepEnded(present: Tensor, before: Tensors, after: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(after).map(([name, state]) => {
      const [batchSize] = present.shape as [number];
      const old = before[name];
      // A state that the initial one lacks is refused with a better message where the recurrence is put together.
      if (old === undefined) return [name, state];
      if (state.shape[0] !== batchSize) {
        throw new ModelError(
          `the first axis of the state "${name}" is not the batch, so that it cannot be kept for strings that end before others`,
        );
      }
      return [name, choose(present, state, old)];
    }),
  );
}

/**
 * Outputs of one position with `instead` in place of what is computed for strings that have ended.
 * @param present bool [B]. The first axis of every output is the batch.
 */
export function silenceEnded(
  present: Tensor,
  outputs: Tensors,
  instead: (name: string) => number,
): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, choose(present, output, instead(name))]),
  );
}

/** Rows of the first tensor where a string is present, else of the second. */
function choose(present: Tensor, whilePresent: Tensor, ended: TensorLike): Tensor {
  const shape = [...present.shape, ...whilePresent.shape.slice(1).map(() => 1)];
  return where(reshape(present, shape), whilePresent, ended);
}
