import type { LengthRange } from '@pushdown/core';
import type { EvaluationResult } from '../evaluate/evaluate-run.ts';
import type { Examined } from '../examination/examine-study.ts';
import type { Study } from '../grid/study.ts';
import { binFigure } from '../precision/figures.ts';
import { type FormatFamily, formatFamilies, type Rounded } from '../precision/formats.ts';
import type { PrecisionResult } from '../precision/measure.ts';
import { rangeName, thresholdText } from '../precision/tables.ts';
import { formatNumber, formatRange } from '../report/format.ts';
import type { Block, Figure, Table, TableRow } from '../report/report.ts';
import { slope } from '../stability/estimate.ts';
import type { StabilityResult, StateDynamics } from '../stability/measure.ts';
import { estimateText, gradientsFigure, signed } from '../stability/report.ts';
import type { FinishedRun } from '../store/queries.ts';
import { comparedMeasure } from './comparisons.ts';
import type { StudyContext } from './context.ts';

/** A chosen run with one part of what was found. */
interface Found<Part> {
  readonly run: FinishedRun;
  readonly result: EvaluationResult;
  readonly part: Part;
}

/** How stable the chosen runs of a study are and how many bits they need; nothing if it chooses none. */
export function examinationBlocks({ study, examinations = [] }: StudyContext): Block[] {
  const { examine } = study;
  if (examine === undefined || examinations.length === 0) return [];
  const missing = examinations.filter(({ result }) => result === undefined).length;
  const stability = withPart(examinations, (result) => result.stability);
  const precision = withPart(examinations, (result) => result.precision);
  const chosen = Object.entries(examine.where).map(([axis, names]) => `${axis} ${names.join(' or ')}`);
  const layout = layoutOf(study, examinations);
  return [
    { kind: 'heading', text: 'Chosen runs: stability and precision' },
    {
      kind: 'paragraph',
      text: `Of every combination${chosen.length === 0 ? '' : ` with ${chosen.join(', ')}`} the restart that is best by validation: ${examine.stringsPerLength} strings of each of at most ${examine.mostLengths} lengths in ${formatRange(examine.lengths)}. In brackets the middle 95 % over 1000 resamples of the strings, and of growth exponents over resamples of the lengths. They say nothing about other trainings: one run of each is looked at.`,
    },
    ...(missing === 0
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: `${missing} of ${examinations.length} chosen runs are not examined yet; "pushdown study run" does it when all runs are done.`,
          },
        ]),
    ...(stability.length === 0 ? [] : stabilityOf(stability, layout)),
    ...(precision.length === 0 ? [] : precisionOf(precision, layout)),
  ];
}

/** There is a table for each value of the first axis; the others that differ label its rows. */
interface Layout {
  readonly first: string;
  readonly values: readonly string[];
  readonly axes: readonly string[];
}

function layoutOf({ axes }: Study, examinations: readonly Examined[]): Layout {
  const valuesOf = (axis: string): string[] => [...new Set(examinations.map(({ run }) => run.coordinates[axis] ?? ''))];
  const [first = '', ...others] = Object.keys(axes);
  return { first, values: valuesOf(first), axes: others.filter((axis) => valuesOf(axis).length > 1) };
}

/** The tables of a layout. @param rows the cells of a run after its labels. */
function tablesOf<Part>(
  found: readonly Found<Part>[],
  { first, values, axes }: Layout,
  {
    caption,
    labels = [],
    columns,
    rows,
  }: {
    readonly caption: string;
    /** Of the columns that belong to the labels. */
    readonly labels?: readonly string[];
    readonly columns: readonly string[];
    readonly rows: (found: Found<Part>) => readonly (readonly string[])[];
  },
): Block[] {
  const heads = [...axes.map((axis) => (axis === 'freeze' ? 'frozen' : axis)), 'restart', ...labels];
  return values.flatMap((value): Block[] => {
    const some = found.filter(({ run }) => run.coordinates[first] === value);
    const table: Table = {
      caption: `${value}: ${caption}`,
      columns: [...heads, ...columns],
      labelColumns: heads.length,
      rows: some.flatMap((each) =>
        rows(each).map((cells): TableRow => {
          const own = axes.map((axis) => each.run.coordinates[axis] ?? '');
          return { kind: 'result', cells: [...own, String(each.run.restart), ...cells] };
        }),
      ),
    };
    return some.length === 0 ? [] : [{ kind: 'table', table }];
  });
}

function stabilityOf(found: readonly Found<StabilityResult>[], layout: Layout): Block[] {
  return [
    ...stabilityTables(found, layout),
    {
      kind: 'paragraph',
      text: 'The exponent b of nats ≈ a · length^b is that of what whole strings cost, their lower bound included; 1 is the same for every symbol. A negative Lyapunov exponent means that two neighboring states come together. Drift is the mean norm of a carried state beyond the longest length of training, by the mean norm up to it; that of the state where it is farthest from 1. Gradients are those of the loss of the last prediction by the states of the controllers; the rate is the change of the logarithm of their norm per symbol of distance, and negative where gradients vanish.',
    },
    ...beyondTables(found, layout),
    {
      kind: 'paragraph',
      text: '"Advantage retained" is the share of what a run has beyond a bigram table, in nats per symbol, on the lengths of training that is left on longer ones; it is negative where the table is better, and a dash where there was no advantage. A wrong symbol is one that is read wrong, in the first half of a string; what is told is how many nats each later symbol costs more.',
    },
    { kind: 'figures', figures: found.flatMap(gradientFigures) },
  ];
}

function precisionOf(found: readonly Found<PrecisionResult>[], layout: Layout): Block[] {
  return [
    ...precisionTables(found, layout),
    {
      kind: 'paragraph',
      text: 'How many bits of the mantissa, or behind the point of fixed-point numbers, keep any, half or nine tenths of the advantage that float32 has over the bigram predictor: with one bit less it is lost. "All": the result of every operation is rounded; "state": only what later steps read. A dash where float32 has no advantage to lose, and no row for longer strings on which it has none; "more" where the most bits that were tried do not keep it. The largest advantage possible is that of the lower bound.',
    },
    { kind: 'figures', figures: found.flatMap(precisionFigures) },
  ];
}

function stabilityTables(found: readonly Found<StabilityResult>[], layout: Layout): Block[] {
  return tablesOf(found, layout, {
    caption: 'stability of the chosen runs',
    columns: [
      'growth exponent [95 %]',
      'of the lower bound',
      'of the bigram predictor',
      'beyond training [95 %]',
      'Lyapunov exponent per symbol [95 %]',
      'drift',
      'gradient rate per symbol',
    ],
    rows: ({ result, part: { byLength, dynamics, gradients, curve } }) => [
      [
        estimateText(byLength.growth),
        signed(growthOf(boundByLength(result, curve))),
        signed(growthOf(curve.map(({ length, bigram }) => ({ length, nats: bigram })))),
        estimateText(byLength.growthBeyond),
        estimateText(dynamics?.lyapunov),
        driftText(dynamics),
        signed(gradients?.rate),
      ],
    ],
  });
}

/** What a reference costs on strings of a length, in nats per symbol. */
interface LengthCost {
  readonly length: number;
  readonly nats: number;
}

/** The exponent of what whole strings cost. */
function growthOf(costs: readonly LengthCost[]): number {
  const exponent = slope(costs.map(({ length, nats }) => ({ x: Math.log(length), y: Math.log(nats * (length + 1)) })));
  // A cost that does not grow is told as 0, whatever sign rounding gives it.
  return Math.abs(exponent) < 1e-6 ? 0 : exponent;
}

/** The lower bound by length: what the run costs without its difference from the bound. */
function boundByLength({ measurements }: EvaluationResult, curve: StabilityResult['curve']): LengthCost[] {
  const differences = measurements[comparedMeasure]?.byLength ?? [];
  return differences.flatMap(({ length, value }) => {
    const model = curve.find((point) => point.length === length)?.model;
    return model === undefined ? [] : [{ length, nats: model - value }];
  });
}

function driftText(dynamics: StateDynamics | undefined): string {
  const drifts = (dynamics?.states ?? []).filter(({ drift }) => drift !== undefined && drift > 0);
  const distance = (drift = 1): number => Math.abs(Math.log(drift));
  const [farthest] = drifts.toSorted((a, b) => distance(b.drift) - distance(a.drift));
  return farthest === undefined ? '–' : `${formatNumber(farthest.drift)} (${farthest.name})`;
}

function beyondTables(found: readonly Found<StabilityResult>[], layout: Layout): Block[] {
  return tablesOf(found, layout, {
    caption: 'chosen runs beyond the lengths of training, and after a wrong symbol',
    labels: ['lengths'],
    columns: [
      'nats per symbol more than in training [95 %]',
      'of the lower bound',
      'advantage over the bigram retained [95 %]',
      'accuracy retained [95 %]',
      'by the bigram predictor',
      'nats per symbol more after a wrong symbol [95 %]',
    ],
    rows: ({ result, part: { byLength, perturbations } }) =>
      perturbations.map(({ range, gap: wrong }) => {
        const beyond = byLength.beyond.find((other) => rangeName(other) === rangeName({ range }));
        return [
          rangeName({ range }),
          estimateText(beyond?.gap),
          beyond === undefined ? '–' : signed(boundIn(result, range) - boundIn(result, result.bins[0]?.range)),
          estimateText(beyond?.retained),
          estimateText(beyond?.accuracyRetained),
          signed(beyond?.bigramAccuracyRetained),
          estimateText(wrong),
        ];
      }),
  });
}

/** Of the strings of a range, in nats per symbol; NaN where perplexity was not measured. */
function boundIn({ bins }: EvaluationResult, range: LengthRange | undefined): number {
  const bin = bins.find((other) => range !== undefined && rangeName(other) === rangeName({ range }));
  return Math.log(bin?.measurements.perplexity?.bound ?? Number.NaN);
}

function precisionTables(found: readonly Found<PrecisionResult>[], layout: Layout): Block[] {
  const [mantissa, fixed] = formatFamilies as readonly [FormatFamily, FormatFamily];
  const columns: readonly { family: FormatFamily; rounded: Rounded; share: number; heading: string }[] = [
    { family: mantissa, rounded: 'everything', share: 0, heading: 'mantissa, all: any [95 %]' },
    { family: mantissa, rounded: 'everything', share: 0.5, heading: 'half' },
    { family: mantissa, rounded: 'everything', share: 0.9, heading: 'nine tenths' },
    { family: mantissa, rounded: 'carry', share: 0, heading: 'mantissa, state: any' },
    { family: mantissa, rounded: 'carry', share: 0.9, heading: 'nine tenths' },
    { family: fixed, rounded: 'everything', share: 0, heading: 'fixed point, all: any' },
    { family: fixed, rounded: 'carry', share: 0, heading: 'fixed point, state: any' },
  ];
  return tablesOf(found, layout, {
    caption: 'bits at which the chosen runs lose their advantage over the bigram predictor',
    labels: ['lengths'],
    columns: ['advantage in float32, nats per symbol', 'of the lower bound', ...columns.map(({ heading }) => heading)],
    rows: ({ part: { formats, bigram: references, thresholds } }) => {
      const full = formats.find(({ name }) => name === 'float32');
      return references.bins.flatMap((bigram, bin) => {
        const advantage = full?.bins[bin]?.advantage;
        // Nothing can be lost on the longer strings where there is nothing.
        if (bin > 0 && !(advantage !== undefined && advantage > 0)) return [];
        const bitsOf = ({ family, rounded, share }: (typeof columns)[number]): string =>
          thresholdText(
            thresholds.find(
              (threshold) =>
                threshold.family === family.name &&
                threshold.rounded === rounded &&
                threshold.share === share &&
                rangeName(threshold) === rangeName(bigram),
            ),
          );
        return [[rangeName(bigram), signed(advantage), formatNumber(bigram.difference), ...columns.map(bitsOf)]];
      });
    },
  });
}

function gradientFigures({ run, part }: Found<StabilityResult>): Figure[] {
  return part.gradients === undefined ? [] : [named(run, gradientsFigure(titleOf(run), part.gradients))];
}

/** On the lengths of training, or the shortest there are: beyond them there is often nothing to lose. */
function precisionFigures({ run, part }: Found<PrecisionResult>): Figure[] {
  const [mantissa] = formatFamilies as readonly [FormatFamily];
  const group = part.bigram.bins[0];
  return group === undefined ? [] : [named(run, binFigure(titleOf(run), part, mantissa, 0, group))];
}

function named({ cell }: FinishedRun, figure: Figure): Figure {
  return { ...figure, name: `${figure.name}_${cell}`.replace(/[^\w.-]+/g, '-') };
}

function titleOf({ coordinates }: FinishedRun): string {
  return Object.values(coordinates).join(', ');
}

function withPart<Part>(
  examinations: readonly Examined[],
  pick: (result: EvaluationResult) => Part | undefined,
): readonly Found<Part>[] {
  return examinations.flatMap(({ run, result }) => {
    const part = result && pick(result);
    return result === undefined || part === undefined ? [] : [{ run, result, part }];
  });
}
