import type {
  Evaluation,
  EvaluationContext,
  EvaluationSession,
  Language,
  Measurement,
  Predictions,
  RandomStream,
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
export function tinyContext(lengths: readonly number[]): EvaluationContext {
  const min = Math.min(...lengths);
  return { language: tinyLanguage(), range: { min, max: 6 }, trainingRange: { min, max: 4 } };
}

/** Lengths of the strings that are scored, if the author does not leave out some. */
export const allLengths: readonly number[] = [0, 2, 4, 6];

/** Strings of one length; the same strings and numbers at every call. */
export function scoredStrings(language: Language, length: number, count = 3): readonly ScoredString[] {
  const random = randomStream(length, 'conformance/evaluation');
  return Array.from({ length: count }, () => scored(language, language.sample(length, random), random));
}

/** A model that is right more often than not. */
function scored(language: Language, string: readonly number[], random: RandomStream): ScoredString {
  const end = language.alphabet.length;
  const targets = [...string, end];
  return {
    string,
    nats: targets.map(() => 0.1 + 2 * random.uniform()),
    predicted: targets.map((target) => (random.uniform() < 0.7 ? target : random.integer(end + 1))),
    right: targets.map(() => (random.uniform() < 0.7 ? 1 : 0)),
  };
}

/** Strings that an evaluation compares with: of equal ones, the model says the same. */
function scoredRivals(language: Language, rivals: readonly (readonly number[])[]): readonly ScoredString[] {
  return rivals.map((string) => scored(language, string, randomStream(string.join(), 'conformance/rivals')));
}

/** Strings as a batch of predictions of symbols. */
export function symbolBatch(scored: readonly ScoredString[]): Predictions {
  const length = Math.max(0, ...scored.map(({ string }) => string.length));
  const layOut = (name: 'nats' | 'predicted', afterEnd: number): Float64Array =>
    Float64Array.from({ length: (length + 1) * scored.length }, (_, index) => {
      const [position, column] = [Math.floor(index / scored.length), index % scored.length];
      return scored[column]?.[name][position] ?? afterEnd;
    });
  return {
    strings: scored.map(({ string }) => string),
    length,
    nats: layOut('nats', 0),
    predicted: layOut('predicted', -1),
  };
}

/** The same as predictions of sets. */
export function setBatch(scored: readonly ScoredString[], outputSize: number): SetPredictions {
  const { strings, length, nats } = symbolBatch(scored);
  const positions = length + 1;
  const right = Float64Array.from({ length: positions * scored.length }, (_, index) => {
    const [position, column] = [Math.floor(index / scored.length), index % scored.length];
    return scored[column]?.right[position] ?? 0;
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
  if ('start' in evaluation) return scoringOf(evaluation.start(context), context, symbolBatch);
  const outputSize = context.language.alphabet.length + 1;
  return scoringOf(evaluation.startSets(context), context, (scored) => setBatch(scored, outputSize));
}

function scoringOf<Batch extends { readonly strings: Predictions['strings'] }>(
  session: EvaluationSession<Batch>,
  { language }: EvaluationContext,
  batchOf: (scored: readonly ScoredString[]) => Batch,
): Scoring {
  return {
    add(scored) {
      const batch = frozen(batchOf(scored));
      const rivals = session.rivals?.(batch.strings);
      if (rivals === undefined) session.add(batch);
      else session.add(batch, frozen(batchOf(scoredRivals(language, rivals))));
    },
    result: () => session.result(),
  };
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
