import { evaluateModel, type Lab, type Session } from '@pushdown/core';
import type { TestSet } from './test-set.ts';

/** What a bigram table fitted to the training lengths is expected to reach on strings of one length. */
export interface BigramLine {
  readonly length: number;
  /** Nats per symbol; infinite if a pair of symbols occurs that does not in training. */
  readonly crossEntropy: number;
  readonly accuracy: number;
}

/** The bigram line at every length of a test set, as the evaluations of the laboratory give it beside what they measure. */
export function bigramLines(session: Session, testSet: TestSet, lab: Lab): ReadonlyMap<number, BigramLine> {
  const evaluations = ['perplexity', 'accuracy'].map((name) => lab.create('evaluation', name));
  const { language, trainingRange, lengths, batches } = testSet;
  return new Map(
    lengths.map((length) => {
      const { perplexity, accuracy } = evaluateModel({
        session,
        batches: batches.filter(([string]) => string?.length === length).slice(0, 1),
        evaluations,
        context: { language, range: { min: length, max: length }, trainingRange },
      });
      const line = { crossEntropy: Math.log(perplexity?.bigram as number), accuracy: accuracy?.bigram as number };
      return [length, { length, ...line }];
    }),
  );
}
