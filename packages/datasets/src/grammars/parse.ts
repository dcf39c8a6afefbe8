import { checkGrammar } from './check.ts';
import { type Grammar, type GrammarSymbol, terminal } from './grammar.ts';
import { grammarError, type TextPosition } from './grammar-error.ts';
import { type Token, type TokenKind, tokenizeGrammar } from './tokens.ts';
import { parseWeight } from './weights.ts';

/** A rule with where it and its symbols stand. */
interface PlacedRule {
  readonly left: string;
  readonly right: readonly GrammarSymbol[];
  readonly weight: number | undefined;
  readonly position: TextPosition;
  readonly symbolPositions: readonly TextPosition[];
}

interface Directives {
  start?: Token;
  alphabet?: readonly Token[];
  unambiguous?: boolean;
}

/**
 * Reads a grammar from text.
 *
 * ```text
 * # A comment. The first rule's left side is the start symbol, unless there is a line "%start S".
 * %alphabet '(' ')'                    # optional: the order of the symbols' ids
 * %unambiguous                         # optional: no string has two derivations; makes entropies exact
 * S -> S T [1/2] | T [1/2]
 * T -> '(' S ')' [0.975]
 *    | '(' ')'   [0.025]
 * ```
 *
 * - A rule is a line `name -> alternatives`; `→` and `::=` do as well as `->`. A line that begins with `|` goes on with the
 *   rule above.
 * - A name consists of letters, digits, `_` and hyphens between them, or of anything in angle brackets: `<noun phrase>`.
 * - Terminals are in single or double quotes, where a backslash makes the next character a plain one.
 * - The empty string is `ε` or nothing at all.
 * - A weight in brackets ends an alternative: a number, or a fraction such as `[1/3]`. It is 1 if left out.
 * - The same name may have several rules. `#` outside quotes begins a comment.
 *
 * @param origin what messages call the grammar, such as the name of its file.
 * @throws GrammarError, with line, column and rule, when the text breaks these rules, a symbol is not defined, a weight is
 *   not a number of 0 or more, or no derivation ends.
 */
export function parseGrammar(text: string, origin = 'grammar'): Grammar {
  const rules: PlacedRule[] = [];
  const directives: Directives = {};
  for (const tokens of tokenizeGrammar(text, origin)) parseLine(new Line(tokens, origin), rules, directives);
  return checkGrammar(
    {
      rules,
      start: directives.start?.value,
      alphabet: directives.alphabet?.map(({ value }) => value),
      unambiguous: directives.unambiguous,
    },
    origin,
    {
      rule: (rule, symbol) => (symbol === undefined ? rules[rule]!.position : rules[rule]!.symbolPositions[symbol]!),
      start: directives.start?.position,
      alphabet: directives.alphabet?.map(({ position }) => position),
    },
  );
}

function parseLine(line: Line, rules: PlacedRule[], directives: Directives): void {
  if (line.peek().kind === 'directive') {
    parseDirective(line, directives);
    return;
  }
  let left: string;
  if (line.peek().kind === 'bar') {
    const last = rules.at(-1);
    if (last === undefined) throw line.expected("a rule such as S -> 'a' S before the first |");
    left = last.left;
    line.take();
  } else {
    if (line.peek().kind !== 'name')
      throw line.expected("a rule such as S -> 'a' S, or a | that goes on with the one above");
    left = line.take().value;
    line.rule = left;
    line.require('arrow', `-> after "${left}"`);
  }
  line.rule = left;
  while (true) {
    rules.push(parseAlternative(line, left));
    if (line.peek().kind === 'end of line') return;
    line.require('bar', '| or the end of the line');
  }
}

function parseAlternative(line: Line, left: string): PlacedRule {
  const { position } = line.peek();
  const symbols: Token[] = [];
  if (line.peek().kind === 'empty') {
    line.take();
    if (line.peek().kind === 'name' || line.peek().kind === 'terminal') throw line.expected('nothing beside ε');
  }
  while (line.peek().kind === 'name' || line.peek().kind === 'terminal') {
    const token = line.take();
    if (token.value === '') throw line.fail('a terminal has at least one character; the empty string is ε', token);
    symbols.push(token);
  }
  if (line.peek().kind === 'empty') throw line.fail('ε stands alone: leave it out beside other symbols', line.peek());
  let weight: number | undefined;
  if (line.peek().kind === 'weight') {
    const token = line.take();
    weight = parseWeight(token.value);
    if (weight === undefined) {
      throw line.fail(`the weight ${token.text} must be a number of 0 or more, such as [0.5] or [1/3]`, token);
    }
  }
  return {
    left,
    right: symbols.map(({ kind, value }) => (kind === 'terminal' ? terminal(value) : value)),
    weight,
    position,
    symbolPositions: symbols.map((token) => token.position),
  };
}

function parseDirective(line: Line, directives: Directives): void {
  const directive = line.take();
  const name = directive.value;
  if (name !== 'start' && name !== 'alphabet' && name !== 'unambiguous') {
    throw line.fail(`there is no ${directive.text}; known are %start, %alphabet and %unambiguous`, directive);
  }
  if (directives[name] !== undefined) throw line.fail(`${directive.text} stands here a second time`, directive);
  if (name === 'start') directives.start = line.require('name', 'the name of the start symbol');
  if (name === 'unambiguous') directives.unambiguous = true;
  if (name === 'alphabet') {
    const symbols = [line.require('terminal', 'the quoted symbols of the alphabet')];
    while (line.peek().kind === 'terminal') symbols.push(line.take());
    directives.alphabet = symbols;
  }
  line.require('end of line', 'the end of the line');
}

/** The tokens of a line, taken one by one. */
class Line {
  rule: string | undefined;
  readonly #tokens: readonly Token[];
  readonly #origin: string;
  #index = 0;

  constructor(tokens: readonly Token[], origin: string) {
    this.#tokens = tokens;
    this.#origin = origin;
  }

  /** The next token, which stays. */
  peek(): Token {
    return this.#tokens[this.#index]!;
  }

  take(): Token {
    return this.#tokens[this.#index++]!;
  }

  require(kind: TokenKind, what: string): Token {
    if (this.peek().kind !== kind) throw this.expected(what);
    return this.take();
  }

  expected(what: string): Error {
    const next = this.peek();
    return this.fail(
      `expected ${what}, found ${next.kind === 'end of line' ? 'the end of the line' : next.text}`,
      next,
    );
  }

  fail(problem: string, { position }: Token): Error {
    return grammarError(this.#origin, problem, { rule: this.rule, position });
  }
}
