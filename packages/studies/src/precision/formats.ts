import type { NumberFormat } from '@pushdown/tensors';

/** What is rounded: the result of every operation, or only what later steps read, recurrent state and memory. */
export type Rounded = 'everything' | 'carry';

export const roundings: readonly Rounded[] = ['everything', 'carry'];

/** Formats that differ in one number of bits. */
export interface FormatFamily {
  readonly name: 'mantissa' | 'fixed-point';
  /** What its bits are, for axes and headings. */
  readonly bitsName: string;
  readonly bits: readonly number[];
  readonly format: (bits: number) => NumberFormat;
}

/** Room for the cell states of an LSTM that counts: numbers up to 256. */
const integerBits = 8;

function upTo(most: number): number[] {
  return Array.from({ length: most }, (_, index) => index + 1);
}

/** The formats that precision is measured in: fewer and fewer mantissa bits, or bits behind the point. */
export const formatFamilies: readonly FormatFamily[] = [
  {
    name: 'mantissa',
    bitsName: 'mantissa bits',
    bits: upTo(23),
    format: (mantissaBits) => ({ mantissaBits }),
  },
  {
    name: 'fixed-point',
    bitsName: `fraction bits of fixed point with ${integerBits} integer bits and a sign`,
    bits: upTo(16),
    format: (fractionBits) => ({ integerBits, fractionBits }),
  },
];

/** A format, and what of a computation is rounded to it. */
export interface FormatChoice {
  readonly format: NumberFormat;
  readonly rounded: Rounded;
}

/** Formats that machines have. The first one is the oracle, the second what the others are compared with. */
export const machineFormats: readonly FormatChoice[] = [
  { format: 'float64', rounded: 'everything' },
  { format: 'float32', rounded: 'everything' },
  ...roundings.flatMap((rounded) =>
    (['bfloat16', 'float16'] as const).map((format): FormatChoice => ({ format, rounded })),
  ),
];

/** Every format of a report, each once. */
export const reportFormats: readonly FormatChoice[] = [
  ...machineFormats,
  ...roundings.flatMap((rounded) =>
    formatFamilies.flatMap(({ bits, format }) =>
      bits.map((count): FormatChoice => ({ format: format(count), rounded })),
    ),
  ),
];
