import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { LanguageError } from '../../errors.ts';
import { grammarLanguage } from '../../grammars/grammar-language.ts';
import { parseGrammar } from '../../grammars/parse.ts';

/** Options of `grammar`. */
export interface GrammarOptions {
  /** The grammar in the notation of `parseGrammar`. */
  readonly text?: string | undefined;
  /** The file that it comes from, for messages. The command reads the file where there is no text; nothing else does. */
  readonly file?: string | undefined;
  /** Name of the language; the name of the file without its ending, or "grammar", if not given. */
  readonly name?: string | undefined;
  readonly level?: 'regular' | 'deterministic-context-free' | 'context-free' | 'context-sensitive' | undefined;
}

/**
 * The language of a grammar of one's own, with the probabilities that weighted rules give (Booth & Thompson 1973). It reads no
 * file, so that it works in browsers.
 */
export const grammar: Contribution<'language', GrammarOptions, Language> = defineLanguage({
  name: 'grammar',
  description: 'the language of a weighted context-free grammar of your own, given as text or as a .grammar file',
  options: z.strictObject({
    text: z.string().optional(),
    file: z.string().optional(),
    name: z.string().min(1).optional(),
    level: z.enum(['regular', 'deterministic-context-free', 'context-free', 'context-sensitive']).optional(),
  }),
  create: ({ text, file, name, level }) => {
    if (text === undefined) {
      throw new LanguageError(
        file === undefined
          ? 'language "grammar" needs the option "text" with the grammar, or "file" with its path'
          : `language "grammar": only the pushdown command reads files such as "${file}"; give the content of the file as "text"`,
      );
    }
    const fileName = file
      ?.split(/[\\/]/u)
      .at(-1)
      ?.replace(/\.grammar$/u, '');
    return grammarLanguage(parseGrammar(text, file), { name: name ?? (fileName || 'grammar'), level });
  },
});
