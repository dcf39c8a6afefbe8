import { formatNumber, formatRange } from '../report/format.ts';
import { linePlot } from '../report/plot.ts';
import type { Block, Figure, Table, TableRow } from '../report/report.ts';
import type { Estimate } from './estimate.ts';
import type { GradientNorms } from './gradient-norms.ts';
import type { StabilityResult } from './measure.ts';

/** What is said where no states could be followed. */
const withoutDynamics =
  'No norms of states and no Lyapunov exponent: the memory keeps every step of a string in tables, and a run can neither be stopped nor begun from a neighboring state in the middle of it. The same memory with a "window" has a state that can be followed; with one longer than the strings it computes the same.';

/** How stable a model is, as blocks of a report. @param name the model, for the titles of pictures. */
export function stabilityBlocks(name: string, result: StabilityResult): Block[] {
  return [
    { kind: 'heading', text: 'Stability' },
    {
      kind: 'paragraph',
      text: 'In brackets the middle 95 % over 1000 resamples of the strings, and of growth exponents over resamples of the lengths; they say nothing about other trainings.',
    },
    { kind: 'table', table: growthTable(result) },
    {
      kind: 'paragraph',
      text: 'The exponent b of nats ≈ a · length^b is fitted by least squares to the logarithms of what strings of each length cost in all. 1 is the same for every symbol; above 1 symbols of longer strings cost more. Gradients are those of the loss of the last prediction by the state of the controllers, at growing distance from the end. A negative Lyapunov exponent means that two neighboring states come together.',
    },
    { kind: 'table', table: beyondTable(result) },
    {
      kind: 'paragraph',
      text: 'Each row is compared with the lengths of training. "Advantage retained" is the share of what the model has beyond a bigram table, in nats per symbol; it is negative where the table is better. Accuracy retained is shown beside what a bigram table retains, which learns no structure at all.',
    },
    { kind: 'table', table: perturbationTable(result) },
    result.dynamics === undefined
      ? { kind: 'paragraph', text: withoutDynamics }
      : { kind: 'table', table: driftTable(result.dynamics) },
    { kind: 'figures', figures: stabilityFigures(name, result) },
  ];
}

/** Numbers of the whole model. */
export function growthTable({ byLength, dynamics, gradients }: StabilityResult): Table {
  const row = (cells: readonly string[]): TableRow => ({ kind: 'result', cells });
  return {
    caption: 'Stability',
    columns: ['quantity', 'value'],
    labelColumns: 1,
    rows: [
      row(['growth exponent, all lengths', estimateText(byLength.growth)]),
      row(['growth exponent, beyond training', estimateText(byLength.growthBeyond)]),
      row(['variance over lengths of nats per symbol', estimateText(byLength.variance, scientific)]),
      row([`largest Lyapunov exponent per symbol${at(dynamics)}`, estimateText(dynamics?.lyapunov)]),
      row([`change of ln gradient norm per symbol${at(gradients)}`, signed(gradients?.rate)]),
    ],
  };
}

function at(where: { readonly length: number } | undefined): string {
  return where === undefined ? '' : `, length ${where.length}`;
}

/** What is left beyond the lengths of training. */
export function beyondTable({ byLength }: StabilityResult): Table {
  return {
    caption: 'Beyond the lengths of training',
    columns: ['lengths', 'gap, nats per symbol', 'advantage retained', 'accuracy retained', 'by a bigram table'],
    labelColumns: 1,
    rows: byLength.beyond.map(({ range, gap, retained, accuracyRetained, bigramAccuracyRetained }) => ({
      kind: 'result',
      cells: [
        formatRange([range.min, range.max]),
        estimateText(gap),
        estimateText(retained),
        estimateText(accuracyRetained),
        signed(bigramAccuracyRetained),
      ],
    })),
  };
}

function perturbationTable({ perturbations }: StabilityResult): Table {
  return {
    caption: 'After one symbol was read wrong, in the first half of the string',
    columns: ['lengths', 'more nats per symbol'],
    labelColumns: 1,
    rows: perturbations.map(({ range, gap }) => ({
      kind: 'result',
      cells: [formatRange([range.min, range.max]), estimateText(gap)],
    })),
  };
}

function driftTable({ length, strings, states }: NonNullable<StabilityResult['dynamics']>): Table {
  return {
    caption: `Norms of carried states along ${strings} strings of length ${length}`,
    columns: ['state', 'after the first symbol', 'at the end', 'largest', 'beyond training by within'],
    labelColumns: 1,
    rows: states.map(({ name, norms, drift }) => ({
      kind: 'result',
      cells: [name, ...[norms[0], norms.at(-1), Math.max(...norms), drift].map(formatNumber)],
    })),
  };
}

/** A number with its interval in brackets; a dash of none. */
export function estimateText(estimate: Estimate | undefined, format: (value: number) => string = signed): string {
  if (estimate === undefined) return '–';
  const { value, interval } = estimate;
  return interval === undefined ? format(value) : `${format(value)} [${interval.map(format).join(', ')}]`;
}

export function signed(value: number | undefined): string {
  return value !== undefined && value < 0 ? `−${formatNumber(-value)}` : formatNumber(value);
}

function scientific(value: number): string {
  return value.toPrecision(2);
}

function stabilityFigures(name: string, { curve, dynamics, gradients }: StabilityResult): Figure[] {
  const figures: Figure[] = [
    {
      name: 'stability-loss',
      description: `Nats per symbol of ${name} by length, beside the bigram line.`,
      svg: linePlot({
        title: `${name}: loss by length`,
        categories: curve.map(({ length }) => String(length)),
        categoryName: 'length',
        valueName: 'nats per symbol',
        series: [{ name: 'model', values: curve.map(({ model }) => model) }],
        references: [{ name: 'bigram', values: curve.map(({ bigram }) => bigram) }],
      }),
    },
  ];
  if (dynamics !== undefined) {
    const every = Math.ceil(dynamics.length / 40);
    const times = Array.from({ length: dynamics.length }, (_, time) => time).filter((time) => time % every === 0);
    figures.push({
      name: 'stability-states',
      description: `Norms of the carried states of ${name} along strings of length ${dynamics.length}.`,
      svg: linePlot({
        title: `${name}: norms of states`,
        categories: times.map((time) => String(time + 1)),
        categoryName: 'symbols read',
        valueName: 'mean norm',
        series: dynamics.states.map((state) => ({ name: state.name, values: times.map((time) => state.norms[time]) })),
        references: [],
      }),
    });
  }
  if (gradients !== undefined) {
    figures.push(gradientsFigure(name, gradients));
  }
  return figures;
}

/** How far back the loss of the last prediction reaches. */
export function gradientsFigure(name: string, { distances, norms }: GradientNorms): Figure {
  return {
    name: 'stability-gradients',
    description: `Norm of the gradient of the last prediction of ${name} by earlier states, as powers of ten.`,
    svg: linePlot({
      title: `${name}: gradients through time`,
      categories: distances.map(String),
      categoryName: 'symbols before the end',
      valueName: 'log₁₀ of the norm',
      minimum: Math.floor(Math.min(0, ...norms.map(Math.log10).filter(Number.isFinite))),
      series: [{ name: 'gradient by the controllers’ states', values: norms.map(Math.log10) }],
      references: [],
    }),
  };
}
