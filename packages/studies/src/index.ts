export { CheckpointError } from './checkpoints/errors.ts';
export { sha256 } from './checkpoints/sha256.ts';
export {
  type CheckpointedRun,
  type CheckpointStore,
  checkpointStore,
  type LoadedCheckpoint,
} from './checkpoints/store.ts';
export { type EvaluateOptions, type EvaluationResult, evaluateRun } from './evaluate/evaluate-run.ts';
export { evaluateTextRun, type TextEvaluationResult, textEvaluationReport } from './evaluate/evaluate-text.ts';
export { evaluationReport, measureTables } from './evaluate/report.ts';
export { evaluationFiles, writeEvaluation } from './evaluate/write-evaluation.ts';
export {
  type ExaminationEvent,
  type Examined,
  examineStudy,
  readExaminations,
  runsToExamine,
} from './examination/examine-study.ts';
export type {
  CommonExperiment,
  CommonExperimentInput,
  CommonTraining,
  Drawn,
  ModelChoice,
  ModelFields,
  ModelInput,
} from './experiment/common-schema.ts';
export { type ExperimentData, sampleData, type TestBin } from './experiment/data.ts';
export { type DrawnSettings, drawnSettings } from './experiment/drawn-settings.ts';
export type { Environment } from './experiment/environment.ts';
export { type FrozenPeriod, frozenPeriods } from './experiment/frozen-periods.ts';
export { initialParameters } from './experiment/initial-parameters.ts';
export type { Distribution, InitializationRule, ParameterFile } from './experiment/initialization-schema.ts';
export { toJson } from './experiment/json.ts';
export {
  createParts,
  type ExperimentParts,
  type PartsOf,
  type StringParts,
  type TextParts,
} from './experiment/parts.ts';
export { presets } from './experiment/presets/index.ts';
export { namedModels } from './experiment/presets/named-models.ts';
export type { PresetFields, StringPreset, TextPreset } from './experiment/presets/preset.ts';
export type { BinResults, CorpusSize, Measurements, RunResults, SetResults } from './experiment/results.ts';
export { type RunOptions, runExperiment } from './experiment/run.ts';
export { checkpointFolder, type RunFile, readRunFile, runFiles } from './experiment/run-folder.ts';
export {
  type Experiment,
  type ExperimentInput,
  experimentSchema,
  isOnText,
  modelName,
  type Resolved,
  referenceName,
  resolveExperiment,
} from './experiment/schema.ts';
export type {
  Lengths,
  StringEvaluation,
  StringExperiment,
  StringExperimentInput,
  StringTraining,
} from './experiment/string-schema.ts';
export { summarize, summarizeAsText } from './experiment/summary.ts';
export type { TextExperiment, TextExperimentInput, TextTraining } from './experiment/text-schema.ts';
export { StorageError } from './files/storage-error.ts';
export { writeWhole } from './files/write-whole.ts';
export { builtFile } from './grid/built-file.ts';
export { expandStudy, type StudyRun } from './grid/expand-study.ts';
export type { Failure } from './grid/failure.ts';
export type { LabFactory, LabSource } from './grid/lab-source.ts';
export { planStudy, type RunCost, type StudyPlan } from './grid/plan.ts';
export { openRunPool, type PoolRunOptions, type RunPool } from './grid/pool.ts';
export { checkStudy, type RunStudyOptions, runStudy, type StudyEvent } from './grid/run-study.ts';
export {
  type AxisValues,
  type Examination,
  type ExaminationInput,
  resolveStudy,
  type Study,
  type StudyInput,
} from './grid/study.ts';
export type { GridTaskResult } from './grid/worker.ts';
export { inspectionPanels, type Panel, type PanelRow } from './inspection/panels.ts';
export { type Inspection, inspectionPicture, inspectionReport } from './inspection/report.ts';
export { stepsTable } from './inspection/steps-table.ts';
export { languageModels } from './language-modeling/models.ts';
export {
  type LanguageModelingProfile,
  languageModelingProfiles,
  languageModelingStudy,
} from './language-modeling/study.ts';
export { fitTextBigram, type TextBigram } from './language-modeling/text-bigram.ts';
export { type ClaimResult, paperClaims } from './paper-study/claims.ts';
export type { ClaimCase, Verdict } from './paper-study/judge.ts';
export { type FreezingMode, freezingModes, paperLanguages, paperModels } from './paper-study/models.ts';
export { type PaperProfile, paperProfiles, paperStudy } from './paper-study/profiles.ts';
export { type PublishedRow, publishedRow, publishedRows } from './paper-study/published.ts';
export { toPytorch } from './parameter-files/to-pytorch.ts';
export {
  type FormatChoice,
  type FormatFamily,
  formatFamilies,
  type Rounded,
  reportFormats,
} from './precision/formats.ts';
export {
  type FormatScore,
  type GroupScore,
  measurePrecision,
  type PrecisionOptions,
  type PrecisionResult,
} from './precision/measure.ts';
export { precisionBlocks } from './precision/report.ts';
export { machineTable, thresholdTable } from './precision/tables.ts';
export { type GroupNats, keptShares, type Threshold, thresholdsOf } from './precision/thresholds.ts';
export { type HeatMapOptions, type HeatMapPanel, heatMap } from './report/heat-map.ts';
export { reportToHtml } from './report/html.ts';
export { reportToMarkdown, tableToMarkdown } from './report/markdown.ts';
export { perplexityTable } from './report/perplexity-table.ts';
export { linePlot, type PlotOptions, type PlotSeries } from './report/plot.ts';
export type { Block, Figure, Report, Table, TableRow } from './report/report.ts';
export {
  differenceColumns,
  type LabeledRun,
  type MeasureColumn,
  paperColumns,
  resultTable,
  setColumns,
  stringColumns,
} from './report/result-table.ts';
export { spreadTable } from './report/spread-table.ts';
export { tableToText } from './report/text.ts';
export { validationScore } from './report/validation-score.ts';
export { type BigramLine, bigramLines } from './scores/bigram-lines.ts';
export { type BootstrapPlan, bootstrap, defaultBootstrap, interval95 } from './scores/bootstrap.ts';
export { type PooledScore, pool, type StringScore, scoreStrings } from './scores/string-scores.ts';
export { binsOf, drawTestSet, type TestSet, type TestSetOptions } from './scores/test-set.ts';
export {
  type ComparedScore,
  type LengthStability,
  type RangeStability,
  stabilityByLength,
} from './stability/by-length.ts';
export { type Dynamics, followDynamics } from './stability/dynamics.ts';
export { type Estimate, estimate } from './stability/estimate.ts';
export { type GradientNorms, gradientNorms } from './stability/gradient-norms.ts';
export {
  measureStability,
  type StabilityOptions,
  type StabilityResult,
  type StateDrift,
  type StateDynamics,
} from './stability/measure.ts';
export { type Perturbation, perturbationGaps } from './stability/perturbation.ts';
export { beyondTable, growthTable, stabilityBlocks } from './stability/report.ts';
export { bootstrapInterval, type Interval, type IntervalOptions } from './statistics/bootstrap-interval.ts';
export { holm } from './statistics/holm.ts';
export { mean, median, standardDeviation } from './statistics/moments.ts';
export { comparePairs, type PairedComparison, type Summary, summarizeValues } from './statistics/paired-comparison.ts';
export { detectableEffect, pairsToDetect } from './statistics/power.ts';
export { signFlipTest, type TestResult } from './statistics/sign-flip-test.ts';
export { type ExportRow, exportRows, rowsToCsv, rowsToJsonLines } from './store/export-rows.ts';
export { type Claim, type RunLocks, runLocks } from './store/locks.ts';
export {
  type Aggregate,
  aggregateRuns,
  bestByValidation,
  type FinishedRun,
  filterRuns,
  finishedRuns,
  groupRuns,
  measurementOf,
  type RunGroup,
  type StringSet,
} from './store/queries.ts';
export {
  createRunStore,
  openRunStore,
  type RunFailure,
  type RunStore,
  type StoredRun,
  studyFiles,
} from './store/study-folder.ts';
export { type FreezingComparison, freezingComparisons } from './study-report/comparisons.ts';
export { comparesFreezing, readStudyContext, type StudyContext } from './study-report/context.ts';
export { growthExponent } from './study-report/growth.ts';
export { findingsReport, studyReport } from './study-report/report.ts';
export { bestTables } from './study-report/tables.ts';
export { textStudyReport } from './study-report/text-report.ts';
export { studyReportFiles, writeStudyReport } from './study-report/write-report.ts';
export { encodeEventFile, type ScalarEvent } from './tensorboard/event-file.ts';
export { runEvents } from './tensorboard/run-events.ts';
