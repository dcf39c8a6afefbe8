export { type ControllerConformanceOptions, controllerConformance } from './controller.ts';
export { type MemoryConformanceOptions, memoryConformance } from './memory.ts';
export type { ModelSuiteOptions } from './models/engines.ts';
export type { Invariant, ObservedStep } from './models/model-subject.ts';
export type { Tolerance } from './suite/close.ts';
export { ConformanceError } from './suite/conformance-error.ts';
export type { ContributionTo, Subject } from './suite/subject.ts';
export type { Skip, Suite, SuiteOptions, Violation } from './suite/suite.ts';
export type { TestRunner } from './suite/test-runner.ts';
