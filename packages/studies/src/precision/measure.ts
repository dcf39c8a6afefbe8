import {
  createSession,
  type Engine,
  type Lab,
  type LengthRange,
  OptionError,
  type ParameterValues,
  type RecurrentModel,
} from '@pushdown/core';
import { formatName, type NumberFormat } from '@pushdown/tensors';
import { type BigramLine, bigramLines } from '../scores/bigram-lines.ts';
import type { BootstrapPlan } from '../scores/bootstrap.ts';
import { type PooledScore, pool, type StringScore, scoreStrings } from '../scores/string-scores.ts';
import { takeTurns } from '../scores/take-turns.ts';
import { binsOf, isWithin, type TestSet } from '../scores/test-set.ts';
import { type FormatChoice, formatFamilies, type Rounded, reportFormats, roundings } from './formats.ts';
import { type Threshold, thresholdsOf } from './thresholds.ts';

/** What is reached on strings of a range of lengths, beside what a bigram table reaches there. */
export interface GroupScore extends PooledScore {
  readonly range: LengthRange;
  /** Nats per symbol by which the model is better than the bigram table; negative where it is worse. */
  readonly advantage: number;
}

/** A trained model in one format of numbers. */
export interface FormatScore {
  readonly format: NumberFormat;
  readonly name: string;
  readonly rounded: Rounded;
  /** What really computed it, by its own account. */
  readonly engine: string;
  readonly bins: readonly GroupScore[];
  readonly byLength: readonly GroupScore[];
}

/** A trained model in all formats. */
export interface PrecisionResult {
  readonly range: LengthRange;
  readonly trainingRange: LengthRange;
  readonly lengths: readonly number[];
  readonly stringsPerLength: number;
  /** The bigram line: nats per symbol above the lower bound, and accuracy. */
  readonly bigram: { readonly bins: readonly GroupScore[]; readonly byLength: readonly GroupScore[] };
  readonly formats: readonly FormatScore[];
  /** Of all strings together, and of those of every bin. */
  readonly thresholds: readonly Threshold[];
  readonly thresholdsByLength: readonly Threshold[];
}

interface ScoredFormat {
  readonly choice: FormatChoice;
  readonly scores: readonly StringScore[];
  readonly format: FormatScore;
}

/** Options of `measurePrecision`. */
export interface PrecisionOptions {
  readonly model: RecurrentModel;
  readonly parameters: ParameterValues;
  readonly testSet: TestSet;
  /** Makes engines and evaluations: `reference` for float64, `compiled` for everything else. */
  readonly lab: Lab;
  readonly bootstrap?: BootstrapPlan;
  /** Told of every format that is done. */
  readonly onFormat?: (done: number, total: number, name: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a trained model again in every format of numbers, rounding everything or the carried state only, on the same
 * strings, and finds how many bits it takes to stay better than a bigram table.
 * @throws OptionError when the model does not predict symbols; the signal's reason when aborted.
 */
export async function measurePrecision(options: PrecisionOptions): Promise<PrecisionResult> {
  const { model, parameters, testSet, lab, onFormat, signal } = options;
  if (model.targets !== 'symbol')
    throw new OptionError(`precision: a model with the loss ${model.loss} has no cross-entropy to lose`);
  const run = <T>({ format, rounded }: FormatChoice, use: (session: ReturnType<typeof createSession>) => T): T => {
    const engine: Engine = lab.create(
      'engine',
      format === 'float64' ? { type: 'reference', format } : { type: 'compiled', format, rounded },
    );
    const session = createSession({ model, engine, parameters });
    try {
      return use(session);
    } finally {
      session.dispose();
    }
  };
  const lines = run({ format: 'float32', rounded: 'everything' }, (session) => bigramLines(session, testSet, lab));
  const bins = binsOf(testSet);
  const scored: ScoredFormat[] = [];
  for (const choice of reportFormats) {
    await takeTurns(signal);
    const { scores, engine } = run(choice, (session) => ({
      scores: scoreStrings(session, testSet),
      engine: session.engine,
    }));
    const name = formatName(choice.format);
    scored.push({ choice, scores, format: { ...choice, name, engine, ...groupsOf(scores, lines, bins, testSet) } });
    onFormat?.(scored.length, reportFormats.length, name);
  }
  const scoresOf = (format: NumberFormat, rounded: Rounded): readonly StringScore[] =>
    (scored.find(({ choice }) => same(choice, { format, rounded })) as ScoredFormat).scores;
  const full = scoresOf('float32', 'everything');
  const thresholdsIn = (ranges: readonly LengthRange[]): Threshold[] =>
    roundings.flatMap((rounded) =>
      formatFamilies.flatMap((family) => {
        const columns = family.bits.map((bits) => scoresOf(family.format(bits), rounded));
        return ranges.flatMap((range) => {
          const places = [...full.keys()].filter((place) => isWithin(range, (full[place] as StringScore).length));
          const natsOf = (scores: readonly StringScore[]): number[] =>
            places.map((place) => (scores[place] as StringScore).nats);
          const group = {
            bigram: places.map((place) => bigramNats(full[place] as StringScore, lines)),
            full: natsOf(full),
            rounded: columns.map(natsOf),
          };
          return thresholdsOf(group, { family, rounded, range }, options.bootstrap);
        });
      }),
    );
  const bigramScores = full.map((score) => ({
    ...score,
    nats: bigramNats(score, lines),
    right: (lines.get(score.length) as BigramLine).accuracy * score.symbols,
  }));
  return {
    range: testSet.range,
    trainingRange: testSet.trainingRange,
    lengths: testSet.lengths,
    stringsPerLength: full.length / testSet.lengths.length,
    bigram: groupsOf(bigramScores, lines, bins, testSet),
    formats: scored.map(({ format }) => format),
    thresholds: thresholdsIn([...(bins.length > 1 ? [testSet.range] : []), ...bins]),
    thresholdsByLength: thresholdsIn(testSet.lengths.map((length) => ({ min: length, max: length }))),
  };
}

function bigramNats({ length, symbols }: StringScore, lines: ReadonlyMap<number, BigramLine>): number {
  return (lines.get(length) as BigramLine).crossEntropy * symbols;
}

function groupsOf(
  scores: readonly StringScore[],
  lines: ReadonlyMap<number, BigramLine>,
  bins: readonly LengthRange[],
  { lengths, language }: TestSet,
): { readonly bins: GroupScore[]; readonly byLength: GroupScore[] } {
  const group = (range: LengthRange): GroupScore => {
    const some = scores.filter(({ length }) => isWithin(range, length));
    const sum = (part: (score: StringScore) => number): number => some.reduce((total, score) => total + part(score), 0);
    const advantage =
      (sum((score) => bigramNats(score, lines)) - sum(({ nats }) => nats)) / sum(({ symbols }) => symbols);
    return { range, ...pool(some, range, language), advantage };
  };
  return { bins: bins.map(group), byLength: lengths.map((length) => group({ min: length, max: length })) };
}

function same(a: FormatChoice, b: FormatChoice): boolean {
  return a.rounded === b.rounded && formatName(a.format) === formatName(b.format);
}
