import type {
  Evaluation,
  EvaluationContext,
  EvaluationSession,
  Language,
  Measurement,
  Predictions,
  SetEvaluation,
  SetPredictions,
} from '@pushdown/core';
import { randomStream } from '@pushdown/core';
import { tinyLanguage } from './tiny-language.ts';

export type AnyEvaluation = Evaluation | SetEvaluation;
export type Results = Readonly<Record<string, Measurement>>;

/** Predictions for one string; `position` counts from the one before its first symbol. */
export interface ScoredString {
  readonly string: readonly number[];
  /** −ln p of each symbol and of the end. */
  readonly nats: readonly number[];
  readonly predicted: readonly number[];
  /** Whether exactly the right symbols are admitted. */
  readonly right: readonly number[];
}

/** What evaluations are asked about: lengths up to 6, of which training saw those up to 4: enough to see every pair of symbols. */
export function tinyContext(): EvaluationContext {
  return { language: tinyLanguage(), range: { min: 0, max: 6 }, trainingRange: { min: 0, max: 4 } };
}

/** Lengths of the strings that are scored. */
export const scoredLengths: readonly number[] = [0, 2, 4, 6];

/** A model that is right more often than not; the same strings and numbers at every call. */
export function scoredStrings(language: Language, count = 12): readonly ScoredString[] {
  const random = randomStream(1, 'conformance/evaluation');
  const end = language.alphabet.length;
  return Array.from({ length: count }, (_, index) => {
    const string = language.sample(scoredLengths[index % scoredLengths.length] as number, random);
    const targets = [...string, end];
    return {
      string,
      nats: targets.map(() => 0.1 + 2 * random.uniform()),
      predicted: targets.map((target) => (random.uniform() < 0.7 ? target : random.integer(end + 1))),
      right: targets.map(() => (random.uniform() < 0.7 ? 1 : 0)),
    };
  });
}

/** Strings of one length as a batch of predictions of symbols. */
export function symbolBatch(scored: readonly ScoredString[]): Predictions {
  const length = scored[0]?.string.length ?? 0;
  const layOut = (name: 'nats' | 'predicted'): Float64Array =>
    Float64Array.from({ length: (length + 1) * scored.length }, (_, index) => {
      const [position, column] = [Math.floor(index / scored.length), index % scored.length];
      return scored[column]?.[name][position] as number;
    });
  return { strings: scored.map(({ string }) => string), length, nats: layOut('nats'), predicted: layOut('predicted') };
}

/** The same as predictions of sets. */
export function setBatch(scored: readonly ScoredString[], outputSize: number): SetPredictions {
  const { strings, length, nats } = symbolBatch(scored);
  const positions = length + 1;
  const right = Float64Array.from({ length: positions * scored.length }, (_, index) => {
    const [position, column] = [Math.floor(index / scored.length), index % scored.length];
    return scored[column]?.right[position] as number;
  });
  const admitted = Float64Array.from({ length: right.length * outputSize }, (_, index) => index % 2);
  return { strings, positions, outputSize, losses: nats, admitted, right };
}

/** A session of either kind of evaluation, which takes scored strings of one length. */
export interface Scoring {
  add(scored: readonly ScoredString[]): void;
  result(): Results;
}

export function startScoring(evaluation: AnyEvaluation, context: EvaluationContext): Scoring {
  if ('start' in evaluation) {
    const session: EvaluationSession = evaluation.start(context);
    return { add: (scored) => session.add(frozen(symbolBatch(scored))), result: () => session.result() };
  }
  const session = evaluation.startSets(context);
  const outputSize = context.language.alphabet.length + 1;
  return { add: (scored) => session.add(frozen(setBatch(scored, outputSize))), result: () => session.result() };
}

/** Arrays of numbers cannot be frozen, records and arrays of them can. */
function frozen<Batch extends { readonly strings: readonly (readonly number[])[] }>(batch: Batch): Batch {
  for (const string of batch.strings) Object.freeze(string);
  Object.freeze(batch.strings);
  return Object.freeze(batch);
}

/** Everything that a result says, as numbers by path. */
export function numbersOf(value: unknown, path = ''): readonly (readonly [path: string, value: unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, part]) => numbersOf(part, path === '' ? name : `${path}.${name}`));
}
