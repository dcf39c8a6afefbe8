import type { Corpus } from '@pushdown/core';
import { CorpusError } from './corpus-error.ts';
import { decodeText } from './decode.ts';
import { endToken, type TextUnit, tokenizedLines, unknownToken } from './tokens.ts';

/** The three texts of a corpus, each as a string or as UTF-8 bytes, with a sentence on every line. */
export interface CorpusTexts {
  readonly training: string | Uint8Array;
  readonly validation: string | Uint8Array;
  readonly test: string | Uint8Array;
}

/**
 * A corpus from three texts. The vocabulary is that of the training text, in order of first appearance, then `<unk>` and
 * `<eos>`, which are always there. Other tokens, and the word `<unk>`, become `<unk>`; `<eos>` follows every line. Characters
 * are those of Unicode; a line break is no character but the end of a line.
 *
 * @throws CorpusError when a text is empty, is not UTF-8, or has the word `<eos>`.
 */
export function textCorpus(options: {
  readonly name: string;
  readonly unit: TextUnit;
  readonly texts: CorpusTexts;
}): Corpus {
  const { name, unit } = options;
  const decode = (part: keyof CorpusTexts): string => {
    const text = options.texts[part];
    const what = `the ${part} text of corpus "${name}"`;
    const decoded = typeof text === 'string' ? text : decodeText(text, what);
    if (decoded.trim() === '') throw new CorpusError(`${what} is empty`);
    return decoded;
  };
  const texts = { training: decode('training'), validation: decode('validation'), test: decode('test') };

  const ids = new Map<string, number>();
  for (const line of tokenizedLines(texts.training, unit)) {
    for (const token of line) {
      if (!ids.has(token) && !(unit === 'word' && token === unknownToken)) ids.set(token, ids.size);
    }
  }
  const unknown = ids.size;
  const end = unknown + 1;

  function encode(part: keyof CorpusTexts): Int32Array {
    const tokens: number[] = [];
    let lineNumber = 0;
    for (const line of tokenizedLines(texts[part], unit)) {
      lineNumber++;
      for (const token of line) {
        if (unit === 'word' && token === endToken) {
          throw new CorpusError(
            `the ${part} text of corpus "${name}" has the word ${endToken} on line ${lineNumber}; it is put at the end of each line and must not be in the text`,
          );
        }
        tokens.push(ids.get(token) ?? unknown);
      }
      tokens.push(end);
    }
    return Int32Array.from(tokens);
  }

  return {
    name,
    vocabulary: [...ids.keys(), unknownToken, endToken],
    end,
    unknown,
    training: encode('training'),
    validation: encode('validation'),
    test: encode('test'),
  };
}
