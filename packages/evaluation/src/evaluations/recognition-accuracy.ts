import {
  type Contribution,
  defineEvaluation,
  type Evaluation,
  type Language,
  type Predictions,
  type RandomStream,
  randomStream,
} from '@pushdown/core';
import { EvaluationError } from '../errors.ts';
import { type BigramTable, fitBigram } from '../references/bigram.ts';
import { startAggregation } from './aggregation.ts';
import { requireSymbols, symbolCounter } from './predictions.ts';
import { type ReportOptions, reportOptions } from './report-options.ts';

/**
 * How often a model tells a string of the language from one outside it, by giving it the higher probability (targeted
 * evaluation as in Marvin & Linzen 2018). The other string is the first one with one random symbol replaced by a random other
 * one, so that both have the same length; equally probable strings count half, and guessing gives ½. The bound is 1, what the
 * distribution of the strings reaches. `bigram` is what a bigram table fitted to the training lengths reaches on the same pairs.
 */
export const recognitionAccuracy: Contribution<'evaluation', ReportOptions, Evaluation> = defineEvaluation({
  name: 'recognition-accuracy',
  description: 'share of strings that are more probable than one outside the language',
  source: 'Marvin & Linzen 2018',
  options: reportOptions,
  create: (options) => ({
    name: 'recognition-accuracy',
    start(context) {
      const { language, trainingRange } = context;
      const countSymbols = symbolCounter('recognition-accuracy', context);
      const random = randomStream(0, 'recognition accuracy');
      const table = fitBigram(language, trainingRange);
      const pairs = startAggregation(context, options);
      let added = 0;
      let bigramRight = 0;
      return {
        rivals: (strings) => strings.map((string) => outsider(language, string, random)),
        add(predictions, rivals) {
          if (rivals === undefined)
            throw new EvaluationError('evaluation "recognition-accuracy": predictions of the rivals are missing');
          countSymbols(predictions);
          countSymbols(rivals);
          for (const [column, string] of predictions.strings.entries()) {
            const rival = rivals.strings[column] as readonly number[];
            pairs.add(predictions.length, verdict(natsOf(predictions, column), natsOf(rivals, column)), 1);
            bigramRight += verdict(bigramNats(table, string), bigramNats(table, rival));
            added++;
          }
        },
        result() {
          requireSymbols('recognition-accuracy', added);
          return { 'recognition-accuracy': { ...pairs.measurement(), bound: 1, bigram: bigramRight / added } };
        },
      };
    },
  }),
});

const attempts = 100;

/** The string with one symbol replaced, outside the language. @throws EvaluationError when there seems to be none. */
function outsider(language: Language, string: readonly number[], random: RandomStream): readonly number[] {
  const symbols = language.alphabet.length;
  for (let attempt = 0; string.length > 0 && symbols > 1 && attempt < attempts; attempt++) {
    const place = random.integer(string.length);
    const other = ((string[place] as number) + 1 + random.integer(symbols - 1)) % symbols;
    const changed = string.map((symbol, index) => (index === place ? other : symbol));
    if (!language.contains(changed)) return changed;
  }
  throw new EvaluationError(
    `evaluation "recognition-accuracy": no string outside language "${language.name}" was found by replacing one symbol of a string of length ${string.length}; leave this evaluation out`,
  );
}

/** Nats that differ by less, as a share, differ by the order in which they were added up. */
const negligible = 1e-9;

/** 1 for the string of the language if it costs less, ½ if both cost the same. */
function verdict(member: number, rival: number): number {
  if (member === rival || Math.abs(member - rival) <= negligible * member) return 0.5;
  return member < rival ? 1 : 0;
}

function natsOf({ nats, strings }: Predictions, column: number): number {
  let total = 0;
  for (let index = column; index < nats.length; index += strings.length) total += nats[index] as number;
  return total;
}

function bigramNats({ probabilities, alphabetSize }: BigramTable, string: readonly number[]): number {
  let nats = 0;
  let previous = -1;
  for (const next of [...string, alphabetSize]) {
    nats -= Math.log(probabilities[previous + 1]?.[next] as number);
    previous = next;
  }
  return nats;
}
