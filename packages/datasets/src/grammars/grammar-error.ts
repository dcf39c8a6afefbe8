import { LanguageError } from '../errors.ts';

/** A place in the text of a grammar, both counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A grammar is put together wrongly. The message begins with the place and the rule. */
export class GrammarError extends LanguageError {
  override name = 'GrammarError';
  /** Left side of the rule at fault, if it is one rule. */
  readonly rule: string | undefined;
  /** Where in the text, if the grammar is a text. */
  readonly position: TextPosition | undefined;

  constructor(message: string, rule?: string, position?: TextPosition) {
    super(message);
    this.rule = rule;
    this.position = position;
  }
}

/** Makes errors of one grammar. @param origin what the grammar is called in messages, such as the name of its file. */
export function grammarError(
  origin: string,
  problem: string,
  where: { readonly rule?: string | undefined; readonly position?: TextPosition | undefined } = {},
): GrammarError {
  const { rule, position } = where;
  const place = position === undefined ? origin : `${origin}:${position.line}:${position.column}`;
  return new GrammarError(`${place}${rule === undefined ? '' : `, rule "${rule}"`}: ${problem}`, rule, position);
}
