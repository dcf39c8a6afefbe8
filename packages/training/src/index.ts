import { definePlugin, type Plugin } from '@pushdown/core';
import { adam } from './optimizers/adam.ts';
import { adamw } from './optimizers/adamw.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { sgd } from './optimizers/sgd.ts';

export { sampleBatches, testBatches } from './data/batches.ts';
export type { Curriculum } from './loop/curriculum.ts';
export type { EpochReport, EpochResult } from './loop/epoch-result.ts';
export { TrainingError } from './loop/errors.ts';
export { type FrozenParts, frozenParts } from './loop/frozen-parts.ts';
export { countUnits, type Material, type TokenStreams } from './loop/material.ts';
export { NonFiniteError, type NonFinitePlace, type OnNonFinite } from './loop/non-finite.ts';
export { type CosineDecay, type RateFactor, rateFactor, type StepDecay, type WarmUp } from './loop/rate-factors.ts';
export { type DecaySchedule, type LearningRate, plateauDecay } from './loop/schedule.ts';
export { type PartialEpoch, stepsOf, type TrainingState } from './loop/state.ts';
export {
  type CheckpointOptions,
  type TrainingOptions,
  type TrainingOutcome,
  type TrainingProtocol,
  train,
} from './loop/train.ts';
export { type Validation, validate } from './loop/validate.ts';
export { type AdamOptions, adam } from './optimizers/adam.ts';
export { type AdamWOptions, adamw } from './optimizers/adamw.ts';
export type { MomentOptions } from './optimizers/adaptive-moments.ts';
export { type FrozenEntries, type UpdateWithSlots, updateWithFrozenEntries } from './optimizers/frozen-entries.ts';
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export { updateOf } from './optimizers/update.ts';

/** Every optimizer of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/training',
  apiVersion: 1,
  contributions: [adam, adamw, rmsprop, sgd],
});
export default plugin;
