/** The two lines beside which every result on a language is read, for one range of lengths. */
export interface ReferenceLines {
  readonly language: string;
  readonly range: { readonly min: number; readonly max: number };
  /** Number of valid lengths in the range. */
  readonly lengths: number;
  /** Lowest perplexity if lengths are uniform. */
  readonly lowerBound: number;
  /** Lowest perplexity if the length of each string is known. */
  readonly lengthKnown: number;
  /** Perplexity of a bigram table fitted to strings of lengths 40 to 80. */
  readonly bigramPerplexity: number;
  /** Its accuracy. */
  readonly bigramAccuracy: number;
}

/** The lengths of the training strings (DuSell & Chiang 2023; Das & Mali 2024). */
export const trainingRange: { readonly min: number; readonly max: number } = { min: 40, max: 80 };

/**
 * Reference lines of the validation lengths and the three test ranges of Das & Mali (2024), obtained with the samplers that
 * DuSell & Chiang (2023) released. The bigram columns were measured on strings drawn at random.
 */
export const releasedSamplerLines: readonly ReferenceLines[] = rows([
  ['count-3', 40, 80, 13, 1.043, 1.0, 1.216, 0.951],
  ['count-3', 40, 100, 20, 1.043, 1.0, 1.19, 0.958],
  ['count-3', 100, 200, 33, 1.023, 1.0, 1.116, 0.98],
  ['count-3', 200, 400, 67, 1.014, 1.0, 1.084, 0.99],
  ['marked-reverse-and-copy', 40, 80, 14, 1.3, 1.246, 2.418, 0.475],
  ['marked-reverse-and-copy', 40, 100, 20, 1.302, 1.248, 2.376, 0.479],
  ['marked-reverse-and-copy', 100, 200, 34, 1.284, 1.254, 2.229, 0.494],
  ['marked-reverse-and-copy', 200, 400, 67, 1.275, 1.257, 2.168, 0.496],
]);

/** Bigram columns of the same table as exact expectations, computed independently of this repository's code. */
export const exactBigrams: readonly (readonly [
  language: string,
  min: number,
  max: number,
  perplexity: number,
  accuracy: number,
])[] = [
  ['count-3', 40, 80, 1.2156, 0.9508],
  ['count-3', 40, 100, 1.1902, 0.958],
  ['count-3', 100, 200, 1.1157, 0.9801],
  ['count-3', 200, 400, 1.0838, 0.99],
  ['marked-reverse-and-copy', 40, 80, 2.4176, 0.4756],
  ['marked-reverse-and-copy', 40, 100, 2.3757, 0.4787],
  ['marked-reverse-and-copy', 100, 200, 2.2287, 0.4901],
  ['marked-reverse-and-copy', 200, 400, 2.1682, 0.495],
];

type Row = readonly [string, number, number, number, number, number, number, number];

function rows(table: readonly Row[]): readonly ReferenceLines[] {
  return table.map(([language, min, max, lengths, lowerBound, lengthKnown, bigramPerplexity, bigramAccuracy]) => ({
    language,
    range: { min, max },
    lengths,
    lowerBound,
    lengthKnown,
    bigramPerplexity,
    bigramAccuracy,
  }));
}
