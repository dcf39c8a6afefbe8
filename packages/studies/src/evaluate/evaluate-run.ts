import {
  createSession,
  evaluateModel,
  type Lab,
  type LengthRange,
  OptionError,
  type ParameterValues,
  type Reference,
} from '@pushdown/core';
import { toRange } from '../experiment/data.ts';
import { createParts, type StringParts } from '../experiment/parts.ts';
import type { Measurements } from '../experiment/results.ts';
import { referenceName } from '../experiment/schema.ts';
import type { Lengths, StringExperiment } from '../experiment/string-schema.ts';
import { measurePrecision, type PrecisionResult } from '../precision/measure.ts';
import { type BigramLine, bigramLines } from '../scores/bigram-lines.ts';
import { binsOf, drawTestSet, isWithin, type TestSet } from '../scores/test-set.ts';
import { measureStability, type StabilityResult } from '../stability/measure.ts';

/** What is asked about a finished run. */
export interface EvaluateOptions {
  readonly experiment: StringExperiment;
  readonly lab: Lab;
  /** Those that training ended with. */
  readonly parameters: ParameterValues;
  readonly lengths: Lengths;
  /** At most so many lengths, evenly spread; 24 without it. */
  readonly mostLengths?: number | undefined;
  /** 10 without it. */
  readonly stringsPerLength?: number | undefined;
  /** Of the strings, which are the same for all models; 0 without it. */
  readonly seed?: number | undefined;
  /** What is measured besides what the experiment measures. */
  readonly measures?: readonly Reference[] | undefined;
  /** Also how stable it is. */
  readonly stability?: boolean | undefined;
  /** Also in other formats of numbers. */
  readonly precision?: boolean | undefined;
  readonly onProgress?: ((done: number, total: number, status: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a trained model reaches on strings of some lengths. */
export interface EvaluationResult {
  readonly name: string;
  readonly experiment: StringExperiment;
  readonly range: LengthRange;
  readonly lengths: readonly number[];
  readonly stringsPerLength: number;
  /** What really ran the model. */
  readonly engine: string;
  /** Of all strings, with those of every length. */
  readonly measurements: Measurements;
  readonly bins: readonly {
    readonly range: LengthRange;
    readonly strings: number;
    readonly measurements: Measurements;
  }[];
  /** The bigram line by length; only of models that predict symbols. */
  readonly bigram?: readonly BigramLine[];
  readonly stability?: StabilityResult;
  readonly precision?: PrecisionResult;
}

/**
 * Evaluates a trained model on new strings: by length, by range of lengths, and beyond the lengths of training.
 * @throws OptionError when the language has no string of these lengths, or the model does not predict what is measured; the
 *   signal's reason when aborted.
 */
export async function evaluateRun(options: EvaluateOptions): Promise<EvaluationResult> {
  const { experiment, lab, parameters, lengths, mostLengths = 24, stringsPerLength = 10, seed = 0, signal } = options;
  const parts = createParts(experiment, lab);
  const testSet = drawTestSet({
    language: parts.language,
    range: toRange(lengths),
    trainingRange: toRange(experiment.training.lengths),
    stringsPerLength,
    batchSize: experiment.evaluation.batchSize,
    mostLengths,
    seed,
  });
  const { onProgress } = options;
  onProgress?.(0, 1, 'evaluating');
  const measured = measure(parts, measuresOf(options), lab, testSet, parameters);
  const stability = options.stability
    ? await measureStability({
        model: parts.model,
        parameters,
        testSet,
        engine: parts.engine,
        lab,
        onPart: (done, total, part) => onProgress?.(done, total, part),
        signal,
      })
    : undefined;
  const precision = options.precision
    ? await measurePrecision({
        model: parts.model,
        parameters,
        testSet,
        lab,
        onFormat: (done, total, name) => onProgress?.(done, total, name),
        ...(signal === undefined ? {} : { signal }),
      })
    : undefined;
  return {
    name: experiment.name,
    experiment,
    range: testSet.range,
    lengths: testSet.lengths,
    stringsPerLength,
    ...measured,
    ...(stability === undefined ? {} : { stability }),
    ...(precision === undefined ? {} : { precision }),
  };
}

function measure(
  { language, model, engine, admissible }: StringParts,
  measures: readonly Reference[],
  lab: Lab,
  testSet: TestSet,
  parameters: ParameterValues,
): Pick<EvaluationResult, 'engine' | 'measurements' | 'bins' | 'bigram'> {
  const session = createSession({ model, engine, parameters, ...(admissible === undefined ? {} : { admissible }) });
  const { trainingRange } = testSet;
  const score = (range: LengthRange) => {
    const batches = testSet.batches.filter(([string]) => isWithin(range, string?.length ?? -1));
    // Evaluations add up one set of strings, so every range gets its own.
    const evaluations = measures.map((reference) => withLengths(lab, reference));
    const measurements = evaluateModel({ session, batches, evaluations, context: { language, range, trainingRange } });
    return { range, strings: batches.flat().length, measurements };
  };
  try {
    const { measurements } = score(testSet.range);
    const bigram = model.targets === 'symbol' ? [...bigramLines(session, testSet, lab).values()] : undefined;
    return {
      measurements,
      bins: binsOf(testSet).map(score),
      ...(bigram === undefined ? {} : { bigram }),
      engine: session.engine,
    };
  } finally {
    session.dispose();
  }
}

/** Those of the experiment and others, each once. */
function measuresOf({ experiment, measures = [] }: EvaluateOptions): Reference[] {
  const own = experiment.evaluation.measures;
  const names = new Set(own.map(referenceName));
  return [...own, ...measures.filter((reference) => !names.has(referenceName(reference)))];
}

/** An evaluation that measures every length too, if it can: those of other packages need not. */
function withLengths(lab: Lab, reference: Reference): ReturnType<typeof lab.create<'evaluation'>> {
  const options = typeof reference === 'string' ? {} : reference;
  try {
    return lab.create('evaluation', { ...options, type: referenceName(reference), byLength: true });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return lab.create('evaluation', reference);
  }
}
