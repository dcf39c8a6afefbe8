import {
  apply,
  formatName,
  isExact,
  type NumberFormat,
  type Recurrence,
  roundingOf,
  type Tensor,
  type Tensors,
} from '@pushdown/tensors';
import { CompileError } from '../errors.ts';

/** What compiled code rounds to a format with fewer bits than its own float32. */
export interface Rounding {
  /**
   * `bfloat16`, `float16`, at most 23 mantissa bits with float32's exponents, or fixed point of at most 24 bits: numbers
   * that are float32 numbers too.
   */
  readonly format: NumberFormat;
  /** The result of every operation, or only what later steps read: carried state, and entries of history tables. */
  readonly rounded: 'everything' | 'carry';
}

/** A recurrence, and which of its tensors are rounded when they are computed. */
export interface RoundedRecurrence {
  readonly recurrence: Recurrence;
  readonly isRounded: (tensor: Tensor) => boolean;
}

/**
 * The rounding that a format asks for; undefined for float32, which compiled code has anyway.
 * @throws CompileError for a format with numbers that are no float32 numbers, TensorError for one that does not exist.
 */
export function chooseRounding(
  format: NumberFormat = 'float32',
  rounded: Rounding['rounded'] = 'everything',
): Rounding | undefined {
  roundingOf(format);
  if (format === 'float32') return undefined;
  const fits =
    typeof format === 'string'
      ? format !== 'float64'
      : 'mantissaBits' in format
        ? format.mantissaBits <= 23
        : format.integerBits + format.fractionBits <= 24;
  if (!fits)
    throw new CompileError(
      `compiled code computes in float32, which has 23 mantissa bits, and 24 for fixed point; for ${formatName(format)} use the engine "reference"`,
    );
  return { format, rounded };
}

/**
 * Decides what is rounded. Where everything is, these are the numbers that the reference executor rounds. Where only the
 * carry is, every state and entry becomes a copy that is rounded, so that what the same step makes of it is not.
 */
export function roundRecurrence(recurrence: Recurrence, rounding: Rounding | undefined): RoundedRecurrence {
  if (rounding === undefined) return { recurrence, isRounded: () => false };
  if (rounding.rounded === 'everything')
    return { recurrence, isRounded: ({ dtype, primitive }) => dtype === 'float' && !isExact(primitive) };
  const copies = new Set<Tensor>();
  const copied = (tensors: Tensors): Tensors =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => {
        if (tensor.dtype !== 'float') return [name, tensor];
        const copy = apply('stopGradient', [tensor], {});
        copies.add(copy);
        return [name, copy];
      }),
    );
  const { initial, step } = recurrence;
  return {
    recurrence: {
      ...recurrence,
      initial: { ...initial, carry: copied(initial.carry) },
      step: { ...step, nextCarry: copied(step.nextCarry), entries: copied(step.entries) },
    },
    isRounded: (tensor) => copies.has(tensor),
  };
}
