import { type Corpus, OptionError, parallelStreams } from '@pushdown/core';
import type { TokenStreams } from '@pushdown/training';
import type { TextTraining } from './text-schema.ts';

/** The three texts of an experiment, each as parallel streams. */
export interface TextData {
  readonly training: TokenStreams;
  readonly validation: TokenStreams;
  readonly test: TokenStreams;
}

/**
 * Wraps the texts of a corpus into parallel streams, in which every token is predicted exactly once, the first one from
 * the end of a line (DuSell & Chiang 2023). A share of each text is its beginning.
 * @throws OptionError when one of them has fewer tokens than there are to be streams.
 */
export function textData(
  corpus: Corpus,
  { streams, steps, share }: Pick<TextTraining, 'streams' | 'steps' | 'share'>,
): TextData {
  const wrap = (part: keyof TextData): TokenStreams => {
    const all = corpus[part];
    const tokens = all.subarray(0, Math.ceil(share * all.length));
    if (tokens.length < streams)
      throw new OptionError(
        `training.streams: the ${part} text of ${corpus.name} has ${tokens.length} symbols, too few for ${streams} streams`,
      );
    return { streams: parallelStreams(tokens, streams, corpus.end), steps };
  };
  return { training: wrap('training'), validation: wrap('validation'), test: wrap('test') };
}
