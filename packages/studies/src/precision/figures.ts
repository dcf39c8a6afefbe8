import { heatMap } from '../report/heat-map.ts';
import { linePlot, type PlotSeries } from '../report/plot.ts';
import type { Figure } from '../report/report.ts';
import { type FormatFamily, formatFamilies, type Rounded, roundings } from './formats.ts';
import type { GroupScore, PrecisionResult } from './measure.ts';
import { familyScores, lengthThreshold, rangeName, roundedNames } from './tables.ts';

/** For legends. */
const shortNames: Readonly<Record<Rounded, string>> = { everything: 'everything', carry: 'state only' };

/** One plot for each range of lengths and family of formats, and a map of all lengths. */
export function precisionFigures(name: string, result: PrecisionResult): Figure[] {
  const bins = result.bigram.bins.flatMap((group, bin) =>
    formatFamilies.map((family) => binFigure(name, result, family, bin, group)),
  );
  return [...bins, bitsFigure(name, result), lengthsFigure(name, result)];
}

/** The advantage on one range of lengths against the bits of a family of formats. */
export function binFigure(
  name: string,
  result: PrecisionResult,
  family: FormatFamily,
  bin: number,
  group: GroupScore,
): Figure {
  const range = rangeName(group);
  const full = result.formats.find((score) => score.name === 'float32')?.bins[bin]?.advantage ?? 0;
  const scale = Math.abs(full) || 0.1;
  const constant = (value: number): number[] => family.bits.map(() => value);
  return {
    name: `precision-${family.name}-${group.range.min}-${group.range.max}`,
    description: `Advantage over the bigram line on lengths ${range} against ${family.bitsName}. The numbers are in the tables.`,
    svg: linePlot({
      title: `${name}, lengths ${range}`,
      categories: family.bits.map(String),
      categoryName: family.name === 'mantissa' ? 'mantissa bits' : 'fraction bits, fixed point',
      valueName: 'advantage over bigram, nats per symbol',
      minimum: rounder(-1.5 * scale),
      maximum: rounder(1.25 * scale),
      series: roundings.map(
        (rounded): PlotSeries => ({
          name: shortNames[rounded],
          values: familyScores(result, family, rounded).map((score) => score.bins[bin]?.advantage),
        }),
      ),
      references: [
        { name: 'float32', values: constant(full) },
        { name: 'bigram', values: constant(0) },
      ],
    }),
  };
}

/** Two digits are enough for the end of an axis. */
function rounder(value: number): number {
  return Number(value.toPrecision(2));
}

function bitsFigure(name: string, result: PrecisionResult): Figure {
  const columns = formatFamilies.flatMap((family) => roundings.map((rounded) => ({ family, rounded })));
  return {
    name: 'precision-bits',
    description:
      'Bits from which on any advantage over the bigram line is kept, by length. The numbers are in the table.',
    svg: linePlot({
      title: `${name}: bits that keep an advantage`,
      categories: result.lengths.map(String),
      categoryName: 'length',
      valueName: 'bits',
      series: columns.map(({ family, rounded }) => ({
        name: `${family.name === 'mantissa' ? 'mantissa' : 'fraction'}, ${shortNames[rounded]}`,
        values: result.lengths.map((length) => {
          const bits = lengthThreshold(result.thresholdsByLength, family, rounded, length)?.bits;
          return bits === 'more' ? undefined : bits;
        }),
      })),
      references: [],
    }),
  };
}

function lengthsFigure(name: string, result: PrecisionResult): Figure {
  const [family] = formatFamilies as readonly [FormatFamily];
  const best = Math.max(
    ...result.formats.flatMap(({ byLength }) => byLength.map(({ advantage }) => advantage)).filter(Number.isFinite),
  );
  const clipped = ({ advantage }: GroupScore): number => Math.max(-best, advantage);
  return {
    name: 'precision-lengths',
    description:
      'Advantage over the bigram line by length and mantissa bits, as colors: blue above the line, orange below it.',
    svg: heatMap({
      title: `${name}: advantage over the bigram line`,
      columns: family.bits.map(String),
      panels: roundings.map((rounded) => {
        const scores = familyScores(result, family, rounded);
        return {
          title: `${roundedNames[rounded]}: length by mantissa bits`,
          rows: result.lengths.map((length, index) => ({
            label: String(length),
            values: scores.map((score) => clipped(score.byLength[index] as GroupScore)),
          })),
        };
      }),
    }),
  };
}
