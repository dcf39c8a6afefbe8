import type { PartialEpoch, TrainingState } from '@pushdown/training';
import { z } from 'zod';

/** What a training state holds besides tensors, as JSON writes it. */
export type StateRecord = Omit<TrainingState, 'parameters' | 'best' | 'slots' | 'carry'>;

/** JSON has no infinity; `toJson` writes it as text. JavaScript writes and reads all other numbers exactly. */
const number = z.union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN']).transform(Number)]);

const count = z.int().nonnegative();
const words = z.array(z.int());

const epoch = z.strictObject({
  epoch: count,
  trainingLoss: number,
  validationLoss: number,
  validationPerplexity: number.exactOptional(),
  learningRate: number,
  improved: z.boolean(),
  frozen: z.array(z.string()),
  frozenEntries: z.record(z.string(), count).exactOptional(),
});

const partial: z.ZodType<PartialEpoch> = z.strictObject({ batches: count, loss: number, positions: count });

export const stateRecord: z.ZodType<StateRecord> = z
  .strictObject({
    epochs: z.array(epoch),
    partial,
    updates: count,
    shuffle: words,
    noise: words.optional(),
    rateFactor: number,
    engine: z.string(),
  })
  .transform(({ noise, ...rest }) => ({ ...rest, noise }));
