import type { Lengths } from '../experiment/string-schema.ts';

/** One row of Tables 4 to 7 of Das & Mali (2024), of the best of ten restarts. */
export interface PublishedRow {
  readonly freeze: string;
  readonly language: string;
  readonly model: string;
  readonly validationPerplexity: number;
  /** Of the bins [40, 100], [100, 200], [200, 400]. */
  readonly perplexities: readonly number[];
  readonly accuracies: readonly number[];
}

/**
 * Das & Mali (2024), arXiv 2410.03154, Tables 4 (nothing frozen), 6 (mode m), 5 (mode c) and the part of 7 (mode cm) that
 * could be recovered. Modes name the frozen part; the captions of Tables 5 and 6 say the opposite, but the rows of the LSTM,
 * which has no memory, do not allow that. Columns: language, model, validation perplexity, three perplexities, three accuracies.
 */
const tables: Readonly<Record<string, string>> = {
  none: `
    count-3 lstm 1.04 1.06 1.54 1772.19 0.98 0.87 0.75
    count-3 jm-10 1.04 1.05 1.18 1.67 0.99 0.90 0.76
    count-3 jm-3.3.3 1.04 1.05 1.42 11.23 0.99 0.93 0.78
    count-3 jm-hidden 1.04 1.05 1.14 1.22 0.99 0.94 0.81
    count-3 rns-3-3 1.04 1.06 1.35 155.42 0.98 0.94 0.85
    marked-reverse-and-copy lstm 1.40 1.56 10.65 10.57 0.76 0.49 0.48
    marked-reverse-and-copy jm-10 1.33 1.42 3.55 182.41 0.80 0.50 0.43
    marked-reverse-and-copy jm-3.3.3 1.33 1.40 11.46 1060.93 0.80 0.50 0.31
    marked-reverse-and-copy jm-hidden 1.32 1.49 103.81 12.71 0.79 0.48 0.48
    marked-reverse-and-copy rns-3-3 1.30 1.33 1.68 18.47 0.82 0.75 0.67
    count-and-copy lstm 1.48 1.57 13.71 18.75 0.73 0.61 0.61
    count-and-copy jm-10 1.39 1.61 368.71 10.42 0.76 0.60 0.59
    count-and-copy jm-3.3.3 1.37 1.56 1.97 4.93 0.76 0.64 0.62
    count-and-copy jm-hidden 1.34 1.41 13.04 3.53 0.80 0.61 0.57
    count-and-copy rns-3-3 1.31 1.38 2.87 19.00 0.81 0.69 0.55
    marked-copy lstm 1.66 1.81 3.11 17.58 0.65 0.49 0.43
    marked-copy jm-10 1.63 1.77 14.13 16.13 0.66 0.40 0.30
    marked-copy jm-3.3.3 1.68 1.77 2.55 2.79 0.65 0.53 0.50
    marked-copy jm-hidden 1.59 1.74 2.62 15.53 0.68 0.42 0.43
    marked-copy rns-3-3 1.47 1.51 11.05 2.82 0.73 0.50 0.32
    unmarked-copy-different-alphabets lstm 1.61 1.68 2.66 17.51 0.68 0.56 0.52
    unmarked-copy-different-alphabets jm-10 1.56 1.65 3.10 12.99 0.70 0.53 0.43
    unmarked-copy-different-alphabets jm-3.3.3 1.57 1.65 3.00 14.73 0.68 0.52 0.39
    unmarked-copy-different-alphabets jm-hidden 1.58 1.70 2.40 10.02 0.68 0.48 0.46
    unmarked-copy-different-alphabets rns-3-3 1.56 1.66 2.20 13.60 0.69 0.52 0.41
    unmarked-reverse-and-copy lstm 1.66 1.84 3.32 3.93 0.67 0.54 0.51
    unmarked-reverse-and-copy jm-10 1.60 1.78 3.65 10.15 0.70 0.56 0.51
    unmarked-reverse-and-copy jm-3.3.3 1.64 1.83 3.24 3.66 0.68 0.54 0.50
    unmarked-reverse-and-copy jm-hidden 1.60 1.81 4.21 11.75 0.69 0.54 0.50
    unmarked-reverse-and-copy rns-3-3 1.60 1.78 3.65 13.46 0.69 0.53 0.50
    unmarked-copy lstm 1.85 1.92 2.61 3.19 0.60 0.54 0.51
    unmarked-copy jm-10 1.82 1.91 2.49 2.69 0.61 0.53 0.50
    unmarked-copy jm-3.3.3 1.83 1.92 2.20 2.25 0.61 0.53 0.50
    unmarked-copy jm-hidden 1.76 1.86 2.16 2.18 0.63 0.55 0.51
    unmarked-copy rns-3-3 1.94 2.06 2.19 2.23 0.56 0.50 0.50
  `,
  memory: `
    count-3 lstm 1.04 1.05 1.28 1.88 0.99 0.90 0.75
    count-3 jm-10 1.04 1.05 1.21 1.70 0.98 0.86 0.76
    count-3 jm-3.3.3 1.04 1.06 1.25 1.69 0.98 0.92 0.78
    count-3 jm-hidden 1.04 1.05 1.19 1.70 0.99 0.99 0.97
    count-3 rns-3-3 1.04 1.05 1.36 2.87 0.98 0.85 0.72
    marked-reverse-and-copy lstm 1.38 1.55 11.64 3.56 0.77 0.48 0.48
    marked-reverse-and-copy jm-10 1.38 1.51 20.13 10.30 0.77 0.49 0.47
    marked-reverse-and-copy jm-3.3.3 1.41 1.54 12.47 11.30 0.76 0.49 0.46
    marked-reverse-and-copy jm-hidden 1.37 1.49 134.47 13.62 0.78 0.56 0.50
    marked-reverse-and-copy rns-3-3 1.36 1.52 23.70 233.30 0.78 0.47 0.41
    count-and-copy lstm 1.43 1.50 1.93 16.86 0.76 0.63 0.54
    count-and-copy jm-10 1.45 1.53 2.01 2.39 0.76 0.64 0.56
    count-and-copy jm-3.3.3 1.49 1.56 2.41 1266.62 0.73 0.60 0.53
    count-and-copy jm-hidden 1.40 1.57 131.80 115.32 0.76 0.60 0.54
    count-and-copy rns-3-3 1.43 1.58 16.84 175.87 0.74 0.59 0.53
    marked-copy lstm 1.65 1.77 2.73 10.88 0.67 0.49 0.42
    marked-copy jm-10 1.75 1.81 2.32 2.92 0.63 0.50 0.36
    marked-copy jm-3.3.3 1.76 1.85 2.28 2.26 0.62 0.49 0.50
    marked-copy jm-hidden 1.63 1.89 159.06 103370.22 0.63 0.47 0.50
    marked-copy rns-3-3 1.79 2.02 18.16 2.82 0.57 0.38 0.32
    unmarked-copy-different-alphabets lstm 1.62 1.69 2.26 1103.65 0.67 0.54 0.47
    unmarked-copy-different-alphabets jm-10 1.59 1.72 2.49 1242.00 0.68 0.51 0.39
    unmarked-copy-different-alphabets jm-3.3.3 1.63 1.72 2.27 17.13 0.67 0.55 0.46
    unmarked-copy-different-alphabets jm-hidden 1.60 1.70 2.32 17.39 0.67 0.54 0.51
    unmarked-copy-different-alphabets rns-3-3 1.71 1.82 13.09 13.72 0.65 0.52 0.49
    unmarked-reverse-and-copy lstm 1.64 1.81 3.12 10.05 0.68 0.54 0.50
    unmarked-reverse-and-copy jm-10 1.68 1.86 3.02 10.41 0.66 0.54 0.50
    unmarked-reverse-and-copy jm-3.3.3 1.68 1.87 3.21 11.97 0.67 0.53 0.50
    unmarked-reverse-and-copy jm-hidden 1.65 1.83 3.45 14.59 0.67 0.53 0.50
    unmarked-reverse-and-copy rns-3-3 1.61 1.82 3.29 11.07 0.69 0.56 0.51
    unmarked-copy lstm 1.85 1.93 2.19 2.23 0.60 0.54 0.51
    unmarked-copy jm-10 1.82 1.92 2.44 2.67 0.61 0.54 0.51
    unmarked-copy jm-3.3.3 1.84 1.94 2.21 14.98 0.61 0.53 0.50
    unmarked-copy jm-hidden 1.81 1.90 2.68 10.87 0.62 0.54 0.50
    unmarked-copy rns-3-3 1.85 1.94 2.27 2.38 0.60 0.53 0.50
  `,
  controller: `
    count-3 lstm 1.19 1.17 1.12 1.10 0.96 0.98 0.99
    count-3 jm-10 1.10 1.12 1.32 1.43 0.97 0.90 0.79
    count-3 jm-3.3.3 1.05 1.08 1.57 14.65 0.98 0.85 0.76
    count-3 jm-hidden 1.15 1.16 1.16 1.18 0.96 0.98 0.99
    count-3 rns-3-3 1.05 1.21 136.65 126512.54 0.97 0.83 0.75
    marked-reverse-and-copy lstm 2.38 2.35 2.23 2.18 0.49 0.50 0.50
    marked-reverse-and-copy jm-10 2.17 2.27 2.45 2.39 0.50 0.48 0.49
    marked-reverse-and-copy jm-3.3.3 1.83 1.92 10.43 12.49 0.66 0.50 0.50
    marked-reverse-and-copy jm-hidden 2.27 2.26 2.21 2.19 0.56 0.53 0.51
    marked-reverse-and-copy rns-3-3 1.55 1.58 1.95 2.29 0.75 0.65 0.55
    count-and-copy lstm 1.93 1.89 1.79 1.74 0.64 0.65 0.66
    count-and-copy jm-10 1.70 1.79 15.26 10.83 0.63 0.50 0.42
    count-and-copy jm-3.3.3 1.66 1.81 10.60 108.02 0.63 0.43 0.30
    count-and-copy jm-hidden 1.85 1.84 1.79 1.74 0.64 0.65 0.66
    count-and-copy rns-3-3 1.65 1.71 1.95 13.67 0.65 0.57 0.53
    marked-copy lstm 2.30 2.27 2.16 2.12 0.49 0.49 0.50
    marked-copy jm-10 2.11 2.20 2.37 17.03 0.49 0.49 0.50
    marked-copy jm-3.3.3 2.13 2.18 2.37 2.37 0.49 0.50 0.50
    marked-copy jm-hidden 2.24 2.22 2.15 2.12 0.49 0.49 0.50
    marked-copy rns-3-3 2.07 2.16 2.90 13.93 0.49 0.49 0.50
    unmarked-copy-different-alphabets lstm 2.28 2.25 2.16 2.12 0.49 0.49 0.50
    unmarked-copy-different-alphabets jm-10 2.04 2.14 13.00 10846.00 0.55 0.46 0.36
    unmarked-copy-different-alphabets jm-3.3.3 2.03 2.12 19.82 2.62 0.56 0.49 0.50
    unmarked-copy-different-alphabets jm-hidden 2.21 2.21 2.19 2.17 0.51 0.50 0.50
    unmarked-copy-different-alphabets rns-3-3 2.08 11.02 2.31 181.99 0.50 0.49 0.50
    unmarked-reverse-and-copy lstm 2.15 2.13 2.08 2.06 0.51 0.50 0.50
    unmarked-reverse-and-copy jm-10 2.05 2.12 2.58 2.81 0.55 0.50 0.49
    unmarked-reverse-and-copy jm-3.3.3 2.04 2.10 2.47 2.71 0.56 0.52 0.51
    unmarked-reverse-and-copy jm-hidden 2.10 2.11 2.12 2.13 0.51 0.51 0.50
    unmarked-reverse-and-copy rns-3-3 1.87 1.97 2.17 2.20 0.62 0.55 0.52
    unmarked-copy lstm 2.15 2.13 2.08 2.06 0.49 0.50 0.50
    unmarked-copy jm-10 2.06 2.11 2.22 2.29 0.55 0.50 0.50
    unmarked-copy jm-3.3.3 2.03 2.09 2.20 2.27 0.55 0.50 0.50
    unmarked-copy jm-hidden 2.11 2.11 2.14 2.16 0.51 0.50 0.50
    unmarked-copy rns-3-3 2.11 2.12 2.16 2.19 0.49 0.50 0.50
  `,
  'controller-and-memory': `
    count-3 lstm 1.18 1.17 1.12 1.10 0.96 0.98 0.99
    count-3 jm-10 1.17 1.17 1.20 1.33 0.96 0.96 0.83
    count-3 jm-3.3.3 1.16 1.16 1.15 1.18 0.96 0.98 0.99
    count-3 jm-hidden 1.15 1.15 1.12 1.11 0.96 0.98 0.99
    count-3 rns-3-3 1.19 1.17 1.12 1.10 0.96 0.98 0.99
    marked-reverse-and-copy lstm 2.38 2.35 2.23 2.18 0.49 0.50 0.50
    marked-reverse-and-copy jm-10 2.34 2.33 2.26 2.25 0.50 0.50 0.50
    marked-reverse-and-copy jm-3.3.3 2.34 2.33 2.28 2.30 0.50 0.50 0.50
    marked-reverse-and-copy jm-hidden 2.37 2.34 2.23 2.19 0.50 0.50 0.50
    marked-reverse-and-copy rns-3-3 2.39 2.36 2.23 2.18 0.49 0.50 0.50
    count-and-copy lstm 1.93 1.89 1.79 1.74 0.64 0.65 0.66
  `,
};

/** Tables 4 to 7 of Das & Mali (2024), a row each; what is missing there is NaN. */
export const publishedRows: readonly PublishedRow[] = Object.entries(tables).flatMap(([freeze, text]) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [language = '', model = '', ...numbers] = line.trim().split(' ');
      const [validationPerplexity = Number.NaN, ...rest] = numbers.map(Number);
      return {
        freeze,
        language,
        model,
        validationPerplexity,
        perplexities: rest.slice(0, 3),
        accuracies: rest.slice(3),
      };
    }),
);

/** The ranges of test lengths of Das & Mali (2024). */
export const paperBins: readonly Lengths[] = [
  [40, 100],
  [100, 200],
  [200, 400],
];

/** The published row of a cell; undefined where there is none, or where other lengths are tested. */
export function publishedRow(
  coordinates: Readonly<Record<string, string>>,
  bins: readonly Lengths[],
): PublishedRow | undefined {
  if (bins.join(';') !== paperBins.join(';')) return undefined;
  return publishedRows.find(
    ({ language, model, freeze }) =>
      language === coordinates.language && model === coordinates.model && freeze === coordinates.freeze,
  );
}
