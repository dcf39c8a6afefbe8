export { decodeParameters, encodeParameters } from './checkpoints/parameter-file.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsEntry,
  SafetensorsError,
  type SafetensorsFile,
} from './checkpoints/safetensors.ts';
export type { Controller } from './contracts/controller.ts';
export type { Corpus } from './contracts/corpus.ts';
export type { Engine } from './contracts/engine.ts';
export type {
  Evaluation,
  EvaluationContext,
  EvaluationSession,
  LengthMeasurement,
  LengthRange,
  Measurement,
  PooledSpread,
  Predictions,
  SetEvaluation,
  SetPredictions,
  Spread,
} from './contracts/evaluation.ts';
export { beforeTraining, type FreezeStrategy, type TrainingProgress } from './contracts/freeze-strategy.ts';
export { constant, type Initializer, sumOfUniforms, uniform, xavierUniform } from './contracts/initializer.ts';
export type { Language, LanguageLevel, NgramCount, PairCount } from './contracts/language.ts';
export { type LinearLayer, linearLayer } from './contracts/layers.ts';
export type { Memory, MemorySizes } from './contracts/memory.ts';
export type { Optimizer } from './contracts/optimizer.ts';
export type {
  Component,
  ModelParameter,
  ParameterDeclaration,
  ParameterDescription,
  ParameterTree,
  TensorsOf,
} from './contracts/parameters.ts';
export type { Transduction } from './contracts/transduction.ts';
export { batchesOf, lengthsWithin, streamBatches, streamTestBatches } from './data/batch-streams.ts';
export { fixedLength, growingLengths, type LengthSchedule, uniformLengths } from './data/length-schedules.ts';
export { parallelStreams, type TokenChunk, tokenChunks } from './data/token-streams.ts';
export { numberFormat } from './engines/number-format.ts';
export { referenceEngine } from './engines/reference.ts';
export type { Dropout, DropoutMask } from './model/dropout.ts';
export { ModelError } from './model/errors.ts';
export type { LossName } from './model/losses.ts';
export { noiseInputs } from './model/noise.ts';
export {
  createRecurrentModel,
  type ParameterValues,
  type RecurrenceOptions,
  type RecurrentModel,
  type RecurrentModelOptions,
} from './model/recurrent-model.ts';
export { pathPattern } from './parameters/path-pattern.ts';
export { type ParameterSelection, parameterSelector } from './parameters/selection.ts';
export { componentSchema, selectionFields } from './parameters/selection-schema.ts';
export {
  type Contribution,
  type ContributionDefinition,
  defineContribution,
  type SlotName,
  type Slots,
  slotNames,
} from './plugins/contribution.ts';
export * from './plugins/define.ts';
export { OptionError, PluginError } from './plugins/errors.ts';
export { createLab, type Lab, type Reference } from './plugins/lab.ts';
export { validateOptions } from './plugins/options.ts';
export { type AnyContribution, apiVersion, definePlugin, type Plugin } from './plugins/plugin.ts';
export { type RandomStream, randomStream, restoreStream } from './random/streams.ts';
export { type AdmissibleSets, admissibleSets } from './session/admissible-sets.ts';
export { evaluateModel, requireScorable } from './session/evaluate.ts';
export { inspectMemory, type MemoryStep, type StepValues } from './session/inspect-memory.ts';
export { type Batch, type BatchRun, runOf } from './session/run-of.ts';
export {
  type ChunkContext,
  createSession,
  type OptimizerSlots,
  type Session,
  type SessionOptions,
} from './session/session.ts';
