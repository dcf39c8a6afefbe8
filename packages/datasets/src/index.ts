import { definePlugin, type Plugin } from '@pushdown/core';
import { nestedSentences } from './corpora/index.ts';
import * as contextFree from './languages/context-free/index.ts';
import * as counting from './languages/counting/index.ts';
import * as nonContextFree from './languages/non-context-free/index.ts';
import * as regular from './languages/regular/index.ts';
import { suzgunDyck } from './languages/suzgun-dyck/index.ts';
import * as transductions from './transductions/index.ts';

export type { AutomatonDefinition, AutomatonTransition, StateWeights } from './automata/automaton.ts';
export { automatonLanguage } from './automata/automaton-language.ts';
export { type BlockLanguageDefinition, blockLanguage, type WeightedBlocks } from './blocks/block-language.ts';
export { type Block, type Blocks, block } from './blocks/blocks.ts';
export * from './corpora/index.ts';
export * from './data-sets/index.ts';
export { LanguageError } from './errors.ts';
export { createGrammar } from './grammars/check.ts';
export {
  type Grammar,
  type GrammarDefinition,
  type GrammarRule,
  type GrammarSymbol,
  type Terminal,
  terminal,
} from './grammars/grammar.ts';
export { GrammarError, type TextPosition } from './grammars/grammar-error.ts';
export { type GrammarLanguageOptions, grammarLanguage } from './grammars/grammar-language.ts';
export { parseGrammar } from './grammars/parse.ts';
export * from './languages/context-free/index.ts';
export * from './languages/counting/index.ts';
export * from './languages/non-context-free/index.ts';
export * from './languages/regular/index.ts';
export * from './languages/suzgun-dyck/index.ts';
export { repeated, type Slot, type Template, word } from './templates/template.ts';
export {
  type ExactLanguage,
  type TemplateLanguageDefinition,
  templateLanguage,
} from './templates/template-language.ts';
/** The input–output tasks, apart because some share their name with a language. */
export { transductions };

/** Every language, transduction and corpus of this package that runs anywhere, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/datasets',
  apiVersion: 1,
  contributions: [
    ...Object.values(nonContextFree),
    ...Object.values(counting),
    suzgunDyck,
    ...Object.values(transductions),
    nestedSentences,
    ...Object.values(contextFree),
    ...Object.values(regular),
  ],
});

export default plugin;
