import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { grammarLanguage } from '../../grammars/grammar-language.ts';
import { parseGrammar } from '../../grammars/parse.ts';
import { continueProbability, mean } from './continue-probability.ts';

/** Options of `hardestContextFree`. */
export interface HardestContextFreeOptions {
  /** Mean number of further commas in the decoys on each side of a bracket. */
  readonly meanCommas?: number | undefined;
  /** Mean length of the filler at the ends. */
  readonly meanShortFiller?: number | undefined;
  /** Mean length of the filler between commas, 1 or more. */
  readonly meanLongFiller?: number | undefined;
  /** Probability that a decoy stands between two brackets. */
  readonly semicolonProbability?: number | undefined;
  /** Mean number of further bracket pairs side by side. */
  readonly meanBracketSplits?: number | undefined;
  /** Mean number of further bracket pairs inside one another. */
  readonly meanNestingDepth?: number | undefined;
}

/**
 * The language to which every context-free language can be reduced (Greibach 1973), with decoys around every bracket of a
 * Dyck word over two types of brackets. Grammar and weights are those of DuSell & Chiang (2020), including the filler
 * symbols, whose weights are 1 each: at a given length this makes filler more probable than the means alone would.
 */
export const hardestContextFree: Contribution<'language', HardestContextFreeOptions, Language> = defineLanguage({
  name: 'hardest-context-free',
  description: "Greibach's hardest context-free language: brackets among decoys",
  source: 'Greibach 1973; DuSell & Chiang 2020, 2022',
  options: z.strictObject({
    meanCommas: mean(0).default(0.5),
    meanShortFiller: mean(0).default(0.5),
    meanLongFiller: mean(1).default(2),
    semicolonProbability: z.number().min(0).max(1).default(0.25),
    meanBracketSplits: mean(0).default(1.5),
    meanNestingDepth: mean(0).default(3),
  }),
  create: (options) => {
    const commas = continueProbability(options.meanCommas);
    const short = continueProbability(options.meanShortFiller);
    const long = continueProbability(options.meanLongFiller - 1);
    const semicolon = options.semicolonProbability;
    const splits = continueProbability(options.meanBracketSplits);
    const nesting = continueProbability(options.meanNestingDepth);
    const grammar = parseGrammar(`
      %start String
      %alphabet '(' ')' '[' ']' ',' ';' '$'
      String -> Right '$' Q S Left
      Left -> Lefts ',' Short
      Lefts -> ',' Long Lefts [${commas}] | ε [${1 - commas}]
      Right -> Short ',' Rights
      Rights -> Rights Long ',' [${commas}] | ε [${1 - commas}]
      Short -> Filler Short [${short}] | ε [${1 - short}]
      Long -> Filler Long [${long}] | Filler [${1 - long}]
      Filler -> '(' | ')' | '[' | ']' | '$'
      Q -> Left ';' Right [${semicolon}] | ε [${1 - semicolon}]
      S -> S Q T [${splits}] | T [${1 - splits}]
      T -> '(' Q S Q ')' [${nesting / 2}] | '[' Q S Q ']' [${nesting / 2}]
      T -> '(' Q ')' [${(1 - nesting) / 2}] | '[' Q ']' [${(1 - nesting) / 2}]
    `);
    return grammarLanguage(grammar, { name: 'hardest-context-free' });
  },
});
