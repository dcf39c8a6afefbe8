import { formatNumber } from '../report/format.ts';
import type { Interval } from '../statistics/bootstrap-interval.ts';
import { mean } from '../statistics/moments.ts';
import { summarizeValues } from '../statistics/paired-comparison.ts';
import { type FinishedRun, measurementOf, type StringSet } from '../store/queries.ts';
import {
  comparedMeasure,
  controlComparison,
  type FreezingComparison,
  freezingComparisons,
} from '../study-report/comparisons.ts';
import { hasMemory, runsOf, type StudyContext, valuesOf } from '../study-report/context.ts';
import { growthExponent } from '../study-report/growth.ts';
import { formatDifferenceWithInterval } from '../study-report/tables.ts';

export type Verdict = 'supported' | 'contradicted' | 'cannot tell';

/** What the runs say about a claim in one case, such as one model on one language. */
export interface ClaimCase {
  readonly name: string;
  readonly verdict: Verdict;
  readonly evidence: string;
}

/** A claim of the paper with what follows from the runs. */
export interface ClaimResult {
  readonly claim: string;
  /** How the verdict is reached. */
  readonly rule: string;
  readonly verdict: Verdict;
  readonly cases: readonly ClaimCase[];
}

/** p-values up to here, corrected for many comparisons, count as evidence. */
const level = 0.05;

/** The claims of Das & Mali (2024) that runs on formal languages can speak to, each with a verdict computed from the runs. */
export function paperClaims(context: StudyContext): readonly ClaimResult[] {
  const comparisons = freezingComparisons(context);
  return [
    frozenMemoryWins(context, comparisons),
    fullTrainingDrops(context),
    frozenMemoryRetains(context),
    frozenControllerIsStable(context),
    frozenControllerLearns(context, comparisons),
    lossGrowsFasterThanLength(context),
    pennTreebank(),
  ];
}

function frozenMemoryWins(context: StudyContext, comparisons: readonly FreezingComparison[]): ClaimResult {
  const cases = comparisons
    .filter(({ freeze, set }) => freeze === 'memory' && (set === 0 || set === 1))
    .map(
      ({ language, model, set, difference, corrected }): ClaimCase => ({
        name: `${model} on ${language}, bin ${set}`,
        verdict: corrected > level ? 'cannot tell' : difference.mean < 0 ? 'supported' : 'contradicted',
        evidence: `difference ${formatDifferenceWithInterval(difference.mean, difference.interval)} nats per symbol, corrected p ${corrected.toFixed(3)}; A/A difference ${noiseFloor(context, language, set)}`,
      }),
    );
  return {
    claim:
      'Models with frozen memory consistently outperform fully trained ones on small and medium test lengths (abstract).',
    rule: `Each model with a memory on each language, in bins 0 and 1: supported where the cross-entropy difference is lower with frozen memory, contradicted where it is higher, each with a corrected p of at most ${level}. "Consistently" holds if every case supports it, and is contradicted by any case that does.`,
    verdict: everyCase(cases),
    cases,
  };
}

/** What the same training differs by from itself, beside which effects are to be read. */
function noiseFloor(context: StudyContext, language: string, set: StringSet): string {
  const control = controlComparison(context, language, set);
  return control === undefined ? 'not measured' : formatDifferenceWithInterval(control.mean, control.interval);
}

function fullTrainingDrops(context: StudyContext): ClaimResult {
  const claimed = 0.6;
  const cases = memoryCells(context, 'none').map(({ name, runs }): ClaimCase => {
    const { text, interval, value } = retention(runs, name);
    const drop = interval && { low: 1 - interval.high, high: 1 - interval.low };
    return {
      name,
      verdict:
        drop === undefined || !bounded(drop) ? 'cannot tell' : drop.high >= claimed ? 'supported' : 'contradicted',
      evidence: `accuracy falls by ${percent(1 - value)} (${text})`,
    };
  });
  return {
    claim: 'Fully trained models lose up to 60 % of their performance on longer sequences (abstract).',
    rule: 'Accuracy in the last bin divided by that in the first, restart by restart. "Up to" asks for one case: supported if the interval of the mean drop of some case reaches 60 %, contradicted if all intervals end below.',
    verdict: someCase(cases),
    cases,
  };
}

function frozenMemoryRetains(context: StudyContext): ClaimResult {
  const claimed = 0.85;
  const cases = memoryCells(context, 'memory').map(({ name, runs }): ClaimCase => retentionCase(runs, name, claimed));
  return {
    claim:
      'Models with frozen memory retain close to 90 % of their initial performance on longer sequences (abstract).',
    rule: 'Accuracy in the last bin divided by that in the first, restart by restart; "close to 90 %" is read as at least 85 %. A case supports it if the whole interval of the mean is above that, contradicts it if the whole interval is below. The claim holds if every case supports it, and is contradicted by any case that does.',
    verdict: everyCase(cases),
    cases,
  };
}

function frozenControllerIsStable(context: StudyContext): ClaimResult {
  const models = ['lstm', 'jm-hidden'];
  const cases = cells(context, 'controller')
    .filter(({ model }) => models.includes(model))
    .map(({ name, runs }): ClaimCase => retentionCase(runs, name, 0.85));
  return {
    claim:
      'With a frozen controller, models like the LSTM and jm-hidden keep their accuracy on the longest sequences (Appendix B, discussion).',
    rule: 'As above, for the LSTM and jm-hidden with frozen controllers. It says nothing about what was learned: see the next claim.',
    verdict: everyCase(cases),
    cases,
  };
}

function frozenControllerLearns(context: StudyContext, comparisons: readonly FreezingComparison[]): ClaimResult {
  const modes = new Set(['controller', 'controller-and-memory']);
  const seen = comparisons.filter(({ freeze, set }) => modes.has(freeze) && set === 2);
  const cases = seen.map(({ language, model, freeze }): ClaimCase => {
    const runs = runsOf(context, { language, model, freeze });
    const name = `${model} on ${language}, frozen: ${freeze}`;
    const gains = runs.map(({ results }) => {
      const { value = Number.NaN, bigram = Number.NaN } = measurementOf(results, comparedMeasure, 2) ?? {};
      return bigram - value;
    });
    const { mean: gain, interval } = summarizeValues(gains, `bigram/${name}`);
    return {
      name,
      verdict: verdictOf(interval, 0),
      evidence: `bigram minus model ${formatDifferenceWithInterval(gain, interval)} nats per symbol in the last bin`,
    };
  });
  return {
    claim:
      'The stable rows of frozen controllers show grammar that was learned, and not just the last symbol (implied by Appendix B and the discussion).',
    rule: 'Modes c and cm in the last bin: a case supports it if the model is closer to the lower bound than the bigram predictor, which sees nothing but the symbol before, and contradicts it if it is farther; both with its whole interval. The claim holds if every case supports it, and is contradicted by any case that does.',
    verdict: everyCase(cases),
    cases,
  };
}

function lossGrowsFasterThanLength(context: StudyContext): ClaimResult {
  const cases = memoryCells(context, 'none').map(({ name, runs }): ClaimCase => {
    const exponents = runs.map(growthExponent).filter((value) => value !== undefined);
    if (exponents.length === 0) return { name, verdict: 'cannot tell', evidence: 'no exponent could be fitted' };
    const { mean: exponent, interval } = summarizeValues(exponents, `growth/${name}`);
    return {
      name,
      verdict: verdictOf(interval, 1),
      evidence: `exponent ${formatNumber(exponent)}${interval && bounded(interval) ? ` [${formatNumber(interval.low)}, ${formatNumber(interval.high)}]` : ''}`,
    };
  });
  return {
    claim:
      'The loss of fully trained models grows faster than the length of the string, with an exponent above 1 (Theorems 0.6 and 0.7).',
    rule: 'The exponent of the loss of a string above its lower bound, beyond the lengths of training. A case supports it if the whole interval of the mean is above 1, contradicts it if it is below. The theorems are about fully trained models in general: the claim holds if every case supports it, and is contradicted by any case that does.',
    verdict: everyCase(cases),
    cases,
  };
}

function pennTreebank(): ClaimResult {
  return {
    claim: 'Frozen memory reduces the best perplexity on the Penn Treebank from 126.5 to 120.5 (Table 3).',
    rule: 'These runs are about formal languages. In the same table the LSTM, for which "frozen memory" is the same training, differs from itself by 10.0 (119.8 and 129.8), more than the effect claimed.',
    verdict: 'cannot tell',
    cases: [],
  };
}

interface Cell {
  readonly model: string;
  readonly name: string;
  readonly runs: readonly FinishedRun[];
}

function cells(context: StudyContext, freeze: string): readonly Cell[] {
  return valuesOf(context, 'language').flatMap((language) =>
    valuesOf(context, 'model').map((model) => ({
      model,
      name: `${model} on ${language}`,
      runs: runsOf(context, { language, model, freeze }),
    })),
  );
}

function memoryCells(context: StudyContext, freeze: string): readonly Cell[] {
  return cells(context, freeze).filter(({ model, runs }) => hasMemory(context, model) && runs.length > 0);
}

/** How much of the accuracy in the first bin is left in the last. */
function retention(runs: readonly FinishedRun[], name: string) {
  const at = ({ results }: FinishedRun, set: number): number =>
    measurementOf(results, 'accuracy', set)?.value ?? Number.NaN;
  const last = (runs[0]?.results.bins.length ?? 1) - 1;
  const shares = runs.map((run) => at(run, last) / at(run, 0));
  const { mean: value, interval } = summarizeValues(shares, `retention/${name}`);
  const [from, to] = [0, last].map((set) => mean(runs.map((run) => at(run, set))).toFixed(3));
  const bigram = runs[0] && measurementOf(runs[0].results, 'accuracy', last)?.bigram;
  const range =
    interval && bounded(interval)
      ? `, interval of what is left ${percent(interval.low)} to ${percent(interval.high)}`
      : '';
  return { value, interval, text: `from ${from} to ${to}${range}; bigram there ${formatNumber(bigram)}` };
}

function retentionCase(runs: readonly FinishedRun[], name: string, claimed: number): ClaimCase {
  if (runs.length === 0) return { name, verdict: 'cannot tell', evidence: 'no run' };
  const { value, interval, text } = retention(runs, name);
  return {
    name,
    verdict: verdictOf(interval, claimed),
    evidence: `${percent(value)} of the accuracy is left (${text})`,
  };
}

/** Supported when the interval is above the threshold, contradicted when it is below. */
function verdictOf(interval: Interval | undefined, threshold: number): Verdict {
  if (interval === undefined) return 'cannot tell';
  if (interval.low > threshold) return 'supported';
  return interval.high < threshold ? 'contradicted' : 'cannot tell';
}

function everyCase(cases: readonly ClaimCase[]): Verdict {
  if (cases.some(({ verdict }) => verdict === 'contradicted')) return 'contradicted';
  return cases.length > 0 && cases.every(({ verdict }) => verdict === 'supported') ? 'supported' : 'cannot tell';
}

function someCase(cases: readonly ClaimCase[]): Verdict {
  if (cases.some(({ verdict }) => verdict === 'supported')) return 'supported';
  return cases.length > 0 && cases.every(({ verdict }) => verdict === 'contradicted') ? 'contradicted' : 'cannot tell';
}

function bounded({ low, high }: Interval): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
