import { createSession, type Lab } from '@pushdown/core';
import { type TokenStreams, validate } from '@pushdown/training';
import { fitTextBigram } from '../language-modeling/text-bigram.ts';
import { createParts } from './parts.ts';
import type { PreparedRun, TextResults } from './prepared-run.ts';
import type { CorpusSize, SetResults } from './results.ts';
import { textData } from './text-data.ts';
import type { TextExperiment } from './text-schema.ts';

/** Reads the corpus of an experiment, whose checksum becomes part of it. @throws as `createParts` and `textData`. */
export function prepareText(given: TextExperiment, lab: Lab): PreparedRun<TextExperiment, TextResults> {
  const parts = createParts(given, lab);
  const { corpus, corpusSha256, model, engine } = parts;
  const { training, validation, test } = textData(corpus, given.training);
  return {
    experiment: { ...given, corpusSha256 },
    parts,
    training,
    validation,
    evaluate(parameters, signal) {
      const session = createSession({ model, engine, parameters });
      const table = fitTextBigram(training.streams, corpus.vocabulary.length);
      const score = (text: TokenStreams): SetResults => {
        signal?.throwIfAborted();
        const { validationLoss } = validate(session, text);
        const strings = count(text, (target) => target === corpus.end);
        const bigram = table.crossEntropy(text.streams);
        const measurements = {
          perplexity: { value: Math.exp(validationLoss), bigram: Math.exp(bigram) },
          'cross-entropy': { value: validationLoss, bigram },
        };
        return { strings, measurements };
      };
      const size: CorpusSize = {
        vocabulary: corpus.vocabulary.length,
        symbols: { training: count(training), validation: count(validation), test: count(test) },
      };
      try {
        return { validation: score(validation), bins: [], test: score(test), corpus: size };
      } finally {
        session.dispose();
      }
    },
  };
}

/** How many symbols of a text are predicted, or how many of these are of some kind. */
function count({ streams }: TokenStreams, isMeant: (target: number) => boolean = () => true): number {
  return streams.reduce((total, stream) => total + stream.subarray(1).filter(isMeant).length, 0);
}
