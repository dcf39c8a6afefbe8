/** What the tokens of a text are: words between spaces, or characters. */
export type TextUnit = 'word' | 'character';

/** Spelling of what follows every line, and of what stands for unknown tokens. */
export const endToken = '<eos>';
export const unknownToken = '<unk>';

/** The tokens of each line. A line break at the end of the text begins no further line. */
export function* tokenizedLines(text: string, unit: TextUnit): Generator<readonly string[], void, undefined> {
  if (text === '') return;
  for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) {
    yield unit === 'word' ? line.split(/\s+/).filter((word) => word !== '') : [...line];
  }
}
