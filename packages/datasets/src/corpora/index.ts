export { CorpusError } from './corpus-error.ts';
export { type NestedSentencesOptions, nestedSentences } from './nested-sentences.ts';
export { type CorpusTexts, textCorpus, type UnknownTokens } from './text-corpus.ts';
export type { TextUnit } from './tokens.ts';
