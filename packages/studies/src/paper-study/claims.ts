import type { PrecisionResult } from '../precision/measure.ts';
import { thresholdText } from '../precision/tables.ts';
import { formatNumber } from '../report/format.ts';
import type { Interval } from '../statistics/bootstrap-interval.ts';
import { mean } from '../statistics/moments.ts';
import { comparePairs } from '../statistics/paired-comparison.ts';
import { type FinishedRun, measurementOf, type StringSet } from '../store/queries.ts';
import {
  comparedMeasure,
  controlComparison,
  type FreezingComparison,
  freezingComparisons,
} from '../study-report/comparisons.ts';
import { controlModel, hasMemory, runsOf, type StudyContext, stringSets, valuesOf } from '../study-report/context.ts';
import { growthExponent } from '../study-report/growth.ts';
import { formatDifferenceWithInterval } from '../study-report/tables.ts';
import {
  bounded,
  type ClaimCase,
  everyCase,
  formatCorrected,
  judge,
  judgeCases,
  level,
  type MeasuredCase,
  mostCases,
  someCase,
  type Verdict,
} from './judge.ts';

/** A claim of the paper with what follows from the runs. */
export interface ClaimResult {
  readonly claim: string;
  /** How the verdict is reached. */
  readonly rule: string;
  readonly verdict: Verdict;
  /** Why it cannot be told, if it cannot. */
  readonly because?: string | undefined;
  readonly cases: readonly ClaimCase[];
}

const both = `A case counts when a sign-flip test shows it at ${level}, corrected by Holm's method for the cases together, and the 95 % interval of the mean shows it too.`;
const every = 'The claim holds if every case supports it, and is contradicted by any case that does.';

/** The claims of Das & Mali (2024) that runs on formal languages can speak to, each with a verdict computed from the runs. */
export function paperClaims(context: StudyContext): readonly ClaimResult[] {
  const comparisons = freezingComparisons(context);
  const claims: readonly Omit<ClaimResult, 'because'>[] = [
    frozenMemoryWins(context, comparisons),
    fullTrainingDrops(context),
    frozenMemoryRetains(context),
    frozenMemoryRetainsMore(context),
    frozenControllerIsStable(context),
    bothFrozenIsStable(context),
    frozenControllerLearns(context),
    lossGrowsFasterThanLength(context),
    frozenControllerGrowsWithLength(context),
    precisionInPlaceOfGrammar(context),
  ];
  return [...claims.map((claim) => ({ ...claim, because: reasonOf(claim) })), pennTreebank()];
}

/** Of a claim that cannot be told, what its undecided cases have in common, the most frequent first. */
function reasonOf({ verdict, cases }: Omit<ClaimResult, 'because'>): string | undefined {
  if (verdict !== 'cannot tell') return undefined;
  if (cases.length === 0) return 'no run speaks to it';
  const reasons = new Map<string, number>();
  for (const { because } of cases) {
    // The size of each difference is told with its case.
    const reason = because?.replace(/ \([^)]*\)$/, '');
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons]
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `in ${count} of ${cases.length} cases ${reason}`)
    .join('; ');
}

function frozenMemoryWins(
  context: StudyContext,
  comparisons: readonly FreezingComparison[],
): Omit<ClaimResult, 'because'> {
  const compared = comparisons.filter(({ freeze, set }) => freeze === 'memory' && (set === 0 || set === 1));
  const cases = compared.map(({ language, model, set, difference, corrected }): ClaimCase => {
    const family = compared.filter((other) => other.set === set).length;
    return {
      name: `${model} on ${language}, ${setName(context, set)}`,
      ...judge(difference, corrected, 'below', family),
      evidence: `difference ${formatDifferenceWithInterval(difference.mean, difference.interval)} nats per symbol; corrected p ${formatCorrected(corrected)}; A/A difference ${differenceFloor(context, language, set)}`,
    };
  });
  return {
    claim:
      'Models with frozen memory consistently outperform fully trained ones on small and medium test lengths (abstract).',
    rule: `Each model with a memory on each language, in the first two ranges of lengths: the cross-entropy difference with frozen memory minus that of full training, restart by restart; below 0 supports the claim. ${both} ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

function fullTrainingDrops(context: StudyContext): Omit<ClaimResult, 'because'> {
  const cases = judgeCases(
    'drop',
    cells(context, 'none').map((cell) => retentionCase(context, cell, 1 - 0.55, 'below')),
  );
  return {
    claim: 'Fully trained models lose up to 60 % of their performance on longer sequences (abstract).',
    rule: `Accuracy in the last range of lengths divided by that in the first, restart by restart. "Up to 60 %" asks for one case that loses about so much, read as at least 55 %: supported if what is left is below 45 % in any case, contradicted if it is above in all. ${both}`,
    verdict: someCase(cases),
    cases,
  };
}

function frozenMemoryRetains(context: StudyContext): Omit<ClaimResult, 'because'> {
  const cases = judgeCases(
    'retention',
    memoryCells(context, 'memory').map((cell) => retentionCase(context, cell, 0.85, 'above')),
  );
  return {
    claim:
      'Models with frozen memory retain close to 90 % of their initial performance on longer sequences (abstract).',
    rule: `Accuracy in the last range of lengths divided by that in the first, restart by restart; "close to 90 %" is read as at least 85 %. ${both} ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

function frozenMemoryRetainsMore(context: StudyContext): Omit<ClaimResult, 'because'> {
  const cases = judgeCases(
    'retention compared',
    memoryCells(context, 'memory').map(
      ({ language, model, name }): MeasuredCase => ({
        name,
        values: pairedDifferences(context, language, model, retained),
        threshold: 0,
        claimed: 'above',
        evidence: (found) =>
          `share of the accuracy that is left, frozen minus fully trained ${formatDifferenceWithInterval(found.mean, found.interval)}; A/A difference ${floorOf(context, language, retained)}`,
      }),
    ),
  );
  return {
    claim:
      'Models with frozen memory retain more of their performance on longer sequences than fully trained ones (abstract).',
    rule: `The same share, frozen memory minus full training, restart by restart; above 0 supports the claim. ${both} ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

function frozenControllerIsStable(context: StudyContext): Omit<ClaimResult, 'because'> {
  const models = ['lstm', 'jm-hidden'];
  const cases = judgeCases(
    'frozen controller',
    cells(context, 'controller')
      .filter(({ model }) => models.includes(model))
      .map((cell) => retentionCase(context, cell, 0.85, 'above')),
  );
  return {
    claim:
      'With a frozen controller, models like the LSTM and jm-hidden keep their accuracy on the longest sequences (Appendix B, discussion).',
    rule: `Accuracy in the last range of lengths divided by that in the first, for the LSTM and jm-hidden; "keep" is read as at least 85 %. It says nothing about what was learned: see below. ${both} ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

function bothFrozenIsStable(context: StudyContext): Omit<ClaimResult, 'because'> {
  const cases = judgeCases(
    'both frozen',
    cells(context, 'controller-and-memory').map((cell) => retentionCase(context, cell, 0.85, 'above')),
  );
  return {
    claim:
      'With controller and memory frozen, four of five models preserve their initial performance on longer sequences (discussion).',
    rule: `The same, for all models with both frozen: supported if at least four in five cases support it, contradicted if more than one in five contradicts it. ${both}`,
    verdict: mostCases(cases, 0.8),
    cases,
  };
}

function frozenControllerLearns(context: StudyContext): Omit<ClaimResult, 'because'> {
  const frozen = ['controller', 'controller-and-memory'].flatMap((freeze) =>
    cells(context, freeze).map((cell) => ({ ...cell, freeze })),
  );
  const cases = judgeCases(
    'beyond the bigram',
    frozen.map(({ name, freeze, runs }): MeasuredCase => {
      const gainOf = ({ results }: FinishedRun): number => {
        const last = results.bins.length - 1;
        const { value = Number.NaN, bigram = Number.NaN } = measurementOf(results, comparedMeasure, last) ?? {};
        return bigram - value;
      };
      return {
        name: `${name}, frozen: ${freeze}`,
        values: runs.map(gainOf),
        threshold: 0,
        claimed: 'above',
        evidence: (found) =>
          `bigram predictor minus model ${formatDifferenceWithInterval(found.mean, found.interval)} nats per symbol`,
      };
    }),
  );
  return {
    claim:
      'The stable rows of frozen controllers show grammar that was learned, and not just the last symbol (implied by Appendix B and the discussion).',
    rule: `Frozen controllers, with and without frozen memory, in the last range of lengths: a case supports it if the model is closer to the lower bound than the bigram predictor, which sees nothing but the symbol before, and contradicts it if it is farther. ${both} ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

function lossGrowsFasterThanLength(context: StudyContext): Omit<ClaimResult, 'because'> {
  const cases = judgeCases(
    'growth',
    memoryCells(context, 'none').map((cell) => growthCase(context, cell, 1, 'above')),
  );
  return {
    claim:
      'The loss of fully trained models grows faster than the length of the string, with an exponent above 1 (Theorems 0.6 and 0.7).',
    rule: `The exponent of the loss of a string above its lower bound, beyond the lengths of training, of models with a memory. The theorems give upper bounds, with constants that are not stated; this is what they are meant to describe. ${both} ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

function frozenControllerGrowsWithLength(context: StudyContext): Omit<ClaimResult, 'because'> {
  const cases = judgeCases(
    'growth, frozen controller',
    memoryCells(context, 'controller').map((cell) => growthCase(context, cell, 1.1, 'below')),
  );
  return {
    claim: 'The loss of models with a frozen controller grows no faster than the length of the string (Theorem 0.6).',
    rule: `The same exponent; "no faster" is read as at most 1.1. ${both} ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

/** A bfloat16 has 7 bits of mantissa, a float16 has 10. */
const [fewBits, moreBits] = [7, 10];

function precisionInPlaceOfGrammar({ examinations = [] }: StudyContext): Omit<ClaimResult, 'because'> {
  const cases = examinations.flatMap(({ run, result }): ClaimCase[] => {
    const { language = '', model = '', freeze } = run.coordinates;
    if (freeze !== 'none') return [];
    return [{ name: `${model} on ${language}, restart ${run.restart}`, ...bitsCase(result?.precision) }];
  });
  return {
    claim:
      'What networks do rests on the precision of their numbers more than on rules of the grammar (abstract, discussion).',
    rule: `The best fully trained restart of each combination that was examined, on the lengths of training: every operation rounded to fewer bits of mantissa, with a 95 % interval over strings. A case contradicts the claim if nine tenths of its advantage over the bigram predictor are left with ${fewBits} bits, and supports it if half is lost with ${moreBits}. It is about these runs; it says nothing about other trainings. ${every}`,
    verdict: everyCase(cases),
    cases,
  };
}

function bitsCase(precision: PrecisionResult | undefined): Pick<ClaimCase, 'verdict' | 'evidence' | 'because'> {
  if (precision === undefined)
    return { verdict: 'cannot tell', evidence: 'no number of bits', because: 'precision was not examined' };
  const { thresholds, bigram } = precision;
  const range = bigram.bins[0]?.range;
  const bitsFor = (share: number) =>
    thresholds.find(
      (found) =>
        found.family === 'mantissa' &&
        found.rounded === 'everything' &&
        found.share === share &&
        found.range.min === range?.min &&
        found.range.max === range?.max,
    );
  const [half, most] = [bitsFor(0.5), bitsFor(0.9)];
  const evidence = `half of the advantage needs ${thresholdText(half)} bits, nine tenths need ${thresholdText(most)}`;
  if (half?.interval === undefined || most?.interval === undefined)
    return { verdict: 'cannot tell', evidence, because: 'there is no advantage over the bigram predictor to lose' };
  const asNumber = (bits: number | 'more'): number => (bits === 'more' ? Number.POSITIVE_INFINITY : bits);
  if (asNumber(most.interval[1]) <= fewBits) return { verdict: 'contradicted', evidence };
  if (asNumber(half.interval[0]) > moreBits) return { verdict: 'supported', evidence };
  return { verdict: 'cannot tell', evidence, because: 'it needs neither few bits nor many' };
}

function pennTreebank(): ClaimResult {
  return {
    claim: 'Frozen memory reduces the best perplexity on the Penn Treebank from 126.5 to 120.5 (Table 3).',
    rule: 'In the same table the LSTM, for which "frozen memory" is the same training, differs from itself by 10.0 (119.8 and 129.8), more than the effect claimed.',
    verdict: 'cannot tell',
    because: 'they are about formal languages',
    cases: [],
  };
}

interface Cell {
  readonly language: string;
  readonly model: string;
  readonly name: string;
  readonly runs: readonly FinishedRun[];
}

function cells(context: StudyContext, freeze: string): readonly Cell[] {
  return valuesOf(context, 'language').flatMap((language) =>
    valuesOf(context, 'model').map((model) => ({
      language,
      model,
      name: `${model} on ${language}`,
      runs: runsOf(context, { language, model, freeze }),
    })),
  );
}

function memoryCells(context: StudyContext, freeze: string): readonly Cell[] {
  return cells(context, freeze).filter(({ model }) => hasMemory(context, model));
}

/** One number of a run. */
type Statistic = (run: FinishedRun) => number | undefined;

/** Accuracy in the last range of lengths, by that in the first. */
const retained: Statistic = ({ results }) => accuracyIn(results.bins.length - 1, results) / accuracyIn(0, results);

function accuracyIn(set: number, results: FinishedRun['results']): number {
  return measurementOf(results, 'accuracy', set)?.value ?? Number.NaN;
}

function retentionCase(
  context: StudyContext,
  { language, name, runs }: Cell,
  threshold: number,
  claimed: MeasuredCase['claimed'],
): MeasuredCase {
  const last = (runs[0]?.results.bins.length ?? 1) - 1;
  const [from, to] = [0, last].map((set) => formatNumber(mean(runs.map(({ results }) => accuracyIn(set, results)))));
  const bigram = runs[0] && measurementOf(runs[0].results, 'accuracy', last)?.bigram;
  return {
    name,
    values: runs.map(retained),
    threshold,
    claimed,
    evidence: (found) =>
      `${shareText(found)} of the accuracy is left (from ${from} to ${to}; bigram predictor there ${formatNumber(bigram)}); A/A difference of that share ${floorOf(context, language, retained)}`,
  };
}

function growthCase(
  context: StudyContext,
  { language, name, runs }: Cell,
  threshold: number,
  claimed: MeasuredCase['claimed'],
): MeasuredCase {
  return {
    name,
    values: runs.map(growthExponent),
    threshold,
    claimed,
    evidence: (found) =>
      `exponent ${exponentText(found)}; A/A difference of exponents ${floorOf(context, language, growthExponent)}`,
  };
}

/** Frozen memory minus full training, restart by restart. */
function pairedDifferences(
  context: StudyContext,
  language: string,
  model: string,
  statistic: Statistic,
): readonly (number | undefined)[] {
  const by = (freeze: string) =>
    new Map(runsOf(context, { language, model, freeze }).map((run) => [run.restart, statistic(run)]));
  const [full, frozen] = [by('none'), by('memory')];
  return [...full].map(([restart, value]) => (frozen.get(restart) ?? Number.NaN) - (value ?? Number.NaN));
}

/** What the same training differs by from itself, beside which effects are to be read. */
function floorOf(context: StudyContext, language: string, statistic: Statistic): string {
  const model = controlModel(context);
  const differences = model === undefined ? [] : pairedDifferences(context, language, model, statistic);
  const control = comparePairs(
    differences.map(() => 0),
    differences,
    `control/${language}`,
  );
  return control === undefined ? 'not measured' : formatDifferenceWithInterval(control.mean, control.interval);
}

function differenceFloor(context: StudyContext, language: string, set: StringSet): string {
  const control = controlComparison(context, language, set);
  return control === undefined ? 'not measured' : formatDifferenceWithInterval(control.mean, control.interval);
}

function setName(context: StudyContext, set: StringSet): string {
  return stringSets(context).find((named) => named.set === set)?.name ?? String(set);
}

function shareText({ mean, interval }: { readonly mean: number; readonly interval: Interval | undefined }): string {
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  return interval !== undefined && bounded(interval)
    ? `${percent(mean)} [${percent(interval.low)}, ${percent(interval.high)}]`
    : percent(mean);
}

function exponentText({ mean, interval }: { readonly mean: number; readonly interval: Interval | undefined }): string {
  return interval !== undefined && bounded(interval)
    ? `${formatNumber(mean)} [${formatNumber(interval.low)}, ${formatNumber(interval.high)}]`
    : formatNumber(mean);
}
