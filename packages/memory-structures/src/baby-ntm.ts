import { type Contribution, defineMemory, type Memory } from '@pushdown/core';
import { add, concat, element, expandDims, mul, pad, sliceAxis, type Tensor, zeros } from '@pushdown/tensors';
import { z } from 'zod';
import { perSequence, shiftDown, shiftUp } from './shift.ts';
import { type SoftActionOptions, softActionOptions } from './soft-actions.ts';
import { type SuzgunParameters, type SuzgunState, suzgunMemory } from './suzgun-memory.ts';

/** Options of `babyNtm`. */
export interface BabyNtmOptions extends SoftActionOptions {
  /** Size m of the vectors on the tape. */
  readonly size?: number | undefined;
  /** How many elements there are. */
  readonly cells?: number | undefined;
}

/** In the order of the logits. A shift fills the free place with zeros; a rotation, with what left at the other end. */
const names = ['rotateUp', 'rotateDown', 'noop', 'shiftDown', 'shiftUp'] as const;

/** What each action makes of the tape M [B, cells, m]. */
function outcomes(tape: Tensor): readonly Tensor[] {
  const [batch, , size] = tape.shape as [number, number, number];
  return [
    concat([sliceAxis(tape, 1, 1), sliceAxis(tape, 1, 0, 1)], 1),
    concat([sliceAxis(tape, 1, -1), sliceAxis(tape, 1, 0, -1)], 1),
    tape,
    shiftDown(tape, zeros([batch, size])),
    shiftUp(tape),
  ];
}

/**
 * Baby neural Turing machine (Suzgun et al. 2019): a tape under a head that stays at its first element. The tape M is
 * moved by a mixture of five actions, a = softmax(W_a h_t + b_a), and n = σ(W_n h_t + b_n) is added to the first
 * element:
 *
 *     M_t = Σ_action a[action] · action(M_{t−1}),   M_t[0] += n
 *
 * The reading W_m M_t[0] + b_m is added to the hidden state, as with the stack of that paper.
 */
export const babyNtm: Contribution<'memory', BabyNtmOptions, Memory<SuzgunParameters, SuzgunState>> = defineMemory({
  name: 'baby-ntm',
  description: 'tape that is rotated or shifted under a fixed head',
  source: 'Suzgun et al. 2019',
  options: z.strictObject({
    size: z.int().positive().default(1),
    cells: z.int().min(2).default(104),
    ...softActionOptions,
  }) as unknown as z.ZodType<Required<BabyNtmOptions>, BabyNtmOptions>,
  create: ({ size = 1, cells = 104, ...mixing }) =>
    suzgunMemory({
      name: 'baby-ntm',
      names,
      size,
      cells,
      mixing,
      next(elements, probabilities, vector) {
        const moved = outcomes(elements)
          .map((outcome, index) => mul(perSequence(element(probabilities, 1, index)), outcome))
          .reduce(add);
        const written = pad(expandDims(vector, 1), [
          [0, 0],
          [0, cells - 1],
          [0, 0],
        ]);
        return add(moved, written);
      },
    }),
});
