import type { Corpus } from '@pushdown/core';
import { CorpusError } from './corpus-error.ts';
import { decodeText } from './decode.ts';
import { endToken, type TextUnit, tokenizedLines, unknownToken } from './tokens.ts';

/** What becomes of tokens that the training text does not have. */
export type UnknownTokens = 'refuse' | 'replace';

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
 * @param options.unknown `refuse`: other tokens are an error unless the training text has the word `<unk>`, so that nobody
 *   is asked to predict what could not be learned; `replace`, the default, takes them as they come.
 * @throws CorpusError when a text is empty, is not UTF-8, has the word `<eos>`, or tokens that are refused.
 */
export function textCorpus(options: {
  readonly name: string;
  readonly unit: TextUnit;
  readonly texts: CorpusTexts;
  readonly unknown?: UnknownTokens;
}): Corpus {
  const { name, unit, unknown: unknownTokens = 'replace' } = options;
  const decode = (part: keyof CorpusTexts): string => {
    const text = options.texts[part];
    const what = `the ${part} text of corpus "${name}"`;
    const decoded = typeof text === 'string' ? text : decodeText(text, what);
    if (decoded.trim() === '') throw new CorpusError(`${what} is empty`);
    return decoded;
  };
  const texts = { training: decode('training'), validation: decode('validation'), test: decode('test') };

  const ids = new Map<string, number>();
  let hasUnknown = false;
  for (const line of tokenizedLines(texts.training, unit)) {
    for (const token of line) {
      if (unit === 'word' && token === unknownToken) hasUnknown = true;
      else if (!ids.has(token)) ids.set(token, ids.size);
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
        const id = ids.get(token);
        if (id === undefined && unknownTokens === 'refuse' && !hasUnknown) {
          throw new CorpusError(
            `the ${part} text of corpus "${name}" has the ${unit} ${JSON.stringify(token)} on line ${lineNumber}, which the training text does not have; write ${unknownToken} in place of rare words in all three texts, or set "unknown" to "replace"`,
          );
        }
        tokens.push(id ?? unknown);
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
