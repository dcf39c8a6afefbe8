export { type ControllerConformanceOptions, controllerConformance } from './controller.ts';
export { type CorpusConformanceOptions, corpusConformance } from './corpus/corpus.ts';
export { type EngineConformanceOptions, engineConformance } from './engine/engine.ts';
export { type EvaluationConformanceOptions, evaluationConformance } from './evaluation/evaluation.ts';
export {
  type FreezeStrategyConformanceOptions,
  freezeStrategyConformance,
} from './freeze-strategy/freeze-strategy.ts';
export {
  checkLanguage,
  type LanguageCheckOptions,
  type LanguageRule,
  type LanguageViolation,
} from './language/check-language.ts';
export { type LanguageConformanceOptions, languageConformance } from './language/language.ts';
export { type MemoryConformanceOptions, memoryConformance } from './memory.ts';
export type { ModelSuiteOptions } from './models/engines.ts';
export type { Invariant, ObservedStep } from './models/model-subject.ts';
export type { LiteralUpdate } from './optimizer/behavior.ts';
export { type OptimizerConformanceOptions, optimizerConformance } from './optimizer/optimizer.ts';
export type { Tolerance } from './suite/close.ts';
export { ConformanceError } from './suite/conformance-error.ts';
export type { ContributionTo, Subject } from './suite/subject.ts';
export type { Skip, Suite, SuiteOptions, Violation } from './suite/suite.ts';
export type { TestRunner } from './suite/test-runner.ts';
export { type TransductionConformanceOptions, transductionConformance } from './transduction/transduction.ts';
