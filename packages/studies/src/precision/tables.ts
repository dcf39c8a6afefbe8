import { formatName } from '@pushdown/tensors';
import { formatNumber, formatRange } from '../report/format.ts';
import type { Table, TableRow } from '../report/report.ts';
import { type FormatFamily, formatFamilies, type Rounded, roundings } from './formats.ts';
import type { FormatScore, GroupScore, PrecisionResult } from './measure.ts';
import { keptShares, type Threshold } from './thresholds.ts';

export const roundedNames: Readonly<Record<Rounded, string>> = {
  everything: 'everything rounded',
  carry: 'state and memory rounded',
};

export function rangeName({ range }: Pick<GroupScore, 'range'>): string {
  return formatRange([range.min, range.max]);
}

/** The scores of a family, by its bits. */
export function familyScores({ formats }: PrecisionResult, family: FormatFamily, rounded: Rounded): FormatScore[] {
  return family.bits.map((bits) => {
    const name = formatName(family.format(bits));
    return formats.find((score) => score.rounded === rounded && score.name === name) as FormatScore;
  });
}

/** The formats that machines have. */
export function machineTable({ bigram, formats }: PrecisionResult): Table {
  const row = (kind: TableRow['kind'], labels: readonly string[], bins: readonly GroupScore[]): TableRow => ({
    kind,
    cells: [...labels, ...bins.flatMap(({ difference, accuracy }) => [difference, accuracy].map(formatNumber))],
  });
  const isPlain = (name: string): boolean => name === 'float64' || name === 'float32';
  return {
    caption: 'Formats of machines: nats per symbol above the lower bound, and accuracy',
    columns: [
      'format',
      '',
      ...bigram.bins.flatMap((bin) => [`${rangeName(bin)} difference`, `${rangeName(bin)} accuracy`]),
    ],
    labelColumns: 2,
    rows: [
      ...formats
        .filter(({ format }) => typeof format === 'string')
        .map(({ name, rounded, bins }) => row('result', [name, isPlain(name) ? '' : roundedNames[rounded]], bins)),
      row('reference', ['bigram', ''], bigram.bins),
    ],
  };
}

const shareNames = new Map([
  [0, 'any'],
  [0.5, 'half'],
  [0.9, 'nine tenths'],
]);

/** How many bits it takes to keep the advantage over the bigram line. */
export function thresholdTable(thresholds: readonly Threshold[]): Table {
  const rows = thresholds.filter(({ share }) => share === 0);
  return {
    caption: 'Bits from which on an advantage over the bigram line is kept',
    columns: ['bits of', '', 'lengths', ...keptShares.map((share) => `${shareNames.get(share)} of it`)],
    labelColumns: 3,
    rows: rows.map(({ family, rounded, range }) => ({
      kind: 'result',
      cells: [
        family === 'mantissa' ? 'mantissa' : 'fraction, fixed point',
        roundedNames[rounded],
        rangeName({ range }),
        ...keptShares.map((share) =>
          thresholdText(
            thresholds.find(
              (other) =>
                other.family === family &&
                other.rounded === rounded &&
                rangeName(other) === rangeName({ range }) &&
                other.share === share,
            ),
          ),
        ),
      ],
    })),
  };
}

/** The same for every length, of any advantage at all. */
export function lengthThresholdTable({ lengths, thresholdsByLength }: PrecisionResult): Table {
  const columns = formatFamilies.flatMap((family) => roundings.map((rounded) => ({ family, rounded })));
  return {
    caption: 'Bits from which on any of the advantage is kept, by length',
    columns: [
      'length',
      ...columns.map(
        ({ family, rounded }) => `${family.name === 'mantissa' ? 'mantissa' : 'fraction'}, ${roundedNames[rounded]}`,
      ),
    ],
    labelColumns: 1,
    rows: lengths.map((length) => ({
      kind: 'result',
      cells: [
        String(length),
        ...columns.map(({ family, rounded }) =>
          thresholdText(lengthThreshold(thresholdsByLength, family, rounded, length)),
        ),
      ],
    })),
  };
}

/** The bits that keep any of the advantage on strings of a length. */
export function lengthThreshold(
  thresholds: readonly Threshold[],
  family: FormatFamily,
  rounded: Rounded,
  length: number,
): Threshold | undefined {
  return thresholds.find(
    (threshold) =>
      threshold.family === family.name &&
      threshold.rounded === rounded &&
      threshold.range.min === length &&
      threshold.share === 0,
  );
}

/** Bits with their interval; a dash where there is nothing to lose. */
export function thresholdText(threshold: Threshold | undefined): string {
  if (threshold?.bits === undefined) return '–';
  const { bits, interval } = threshold;
  const [low, high] = interval ?? [bits, bits];
  return `${bits} [${low}, ${high}]`;
}

/** A quantity of all numbers of bits of a family, a column for each range and rounding. */
export function familyTable(
  result: PrecisionResult,
  family: FormatFamily,
  caption: string,
  quantity: (score: GroupScore) => number,
): Table {
  const scores = roundings.map((rounded) => familyScores(result, family, rounded));
  return {
    caption: `${caption} by ${family.bitsName}`,
    columns: [
      'bits',
      ...roundings.flatMap((rounded) => result.bigram.bins.map((bin) => `${roundedNames[rounded]} ${rangeName(bin)}`)),
    ],
    labelColumns: 1,
    rows: family.bits.map((bits, index) => ({
      kind: 'result',
      cells: [
        String(bits),
        ...scores.flatMap((column) => (column[index] as FormatScore).bins.map((bin) => signed(quantity(bin)))),
      ],
    })),
  };
}

/** The tables of all families. */
export function familyTables(result: PrecisionResult): Table[] {
  return formatFamilies.flatMap((family) => [
    familyTable(result, family, 'Advantage over the bigram line, nats per symbol,', ({ advantage }) => advantage),
    familyTable(result, family, 'Accuracy', ({ accuracy }) => accuracy),
  ]);
}

function signed(value: number): string {
  return value < 0 ? `−${formatNumber(-value)}` : formatNumber(value);
}
