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
  ['count-and-copy', 40, 80, 13, 1.309, 1.255, 1.959, 0.629],
  ['count-and-copy', 40, 100, 20, 1.31, 1.256, 1.914, 0.638],
  ['count-and-copy', 100, 200, 33, 1.287, 1.258, 1.782, 0.654],
  ['count-and-copy', 200, 400, 67, 1.277, 1.259, 1.726, 0.66],
  ['marked-copy', 40, 80, 20, 1.469, 1.398, 2.308, 0.485],
  ['marked-copy', 40, 100, 30, 1.469, 1.4, 2.273, 0.489],
  ['marked-copy', 100, 200, 50, 1.445, 1.408, 2.163, 0.497],
  ['marked-copy', 200, 400, 100, 1.433, 1.411, 2.116, 0.497],
  ['unmarked-copy-different-alphabets', 40, 80, 21, 1.478, 1.406, 2.283, 0.487],
  ['unmarked-copy-different-alphabets', 40, 100, 31, 1.477, 1.407, 2.252, 0.492],
  ['unmarked-copy-different-alphabets', 100, 200, 51, 1.448, 1.411, 2.153, 0.497],
  ['unmarked-copy-different-alphabets', 200, 400, 101, 1.434, 1.413, 2.111, 0.497],
  ['unmarked-reverse-and-copy', 40, 80, 13, 1.309, 1.255, 2.149, 0.504],
  ['unmarked-reverse-and-copy', 40, 100, 20, 1.31, 1.256, 2.131, 0.508],
  ['unmarked-reverse-and-copy', 100, 200, 33, 1.287, 1.258, 2.08, 0.505],
  ['unmarked-reverse-and-copy', 200, 400, 67, 1.277, 1.259, 2.058, 0.502],
  ['unmarked-copy', 40, 80, 21, 1.478, 1.406, 2.149, 0.494],
  ['unmarked-copy', 40, 100, 31, 1.477, 1.407, 2.133, 0.499],
  ['unmarked-copy', 100, 200, 51, 1.448, 1.411, 2.08, 0.5],
  ['unmarked-copy', 200, 400, 101, 1.434, 1.413, 2.057, 0.498],
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
