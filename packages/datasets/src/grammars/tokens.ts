import { grammarError, type TextPosition } from './grammar-error.ts';

export type TokenKind = 'name' | 'terminal' | 'arrow' | 'bar' | 'weight' | 'empty' | 'directive' | 'end of line';

/** A piece of a grammar's text. */
export interface Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** What it stands for: the name without angle brackets, the terminal without quotes, the inside of the brackets. */
  readonly value: string;
  readonly position: TextPosition;
}

const patterns: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /[^\S\n]+|#.*/uy],
  ['arrow', /->|→|::=/uy],
  ['bar', /\|/uy],
  ['weight', /\[([^\]]*)\]/uy],
  ['terminal', /'((?:[^'\\]|\\.)*)'/uy],
  ['terminal', /"((?:[^"\\]|\\.)*)"/uy],
  ['directive', /%(\w+)/uy],
  ['empty', /ε(?![\p{L}\p{N}_])/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}\p{N}_]+)*/uy],
  ['name', /<([^<>]+)>/uy],
];

/**
 * The tokens of each line of a grammar that has any; every line ends with an `end of line`.
 * @throws GrammarError at a character that begins no token.
 */
export function tokenizeGrammar(text: string, origin: string): readonly (readonly Token[])[] {
  return text
    .split(/\r\n|\r|\n/u)
    .map((line, index) => tokenizeLine(line, index + 1, origin))
    .filter((tokens) => tokens.length > 1);
}

function tokenizeLine(text: string, line: number, origin: string): readonly Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    const position = { line, column: index + 1 };
    const match = firstMatch(text, index);
    if (match === undefined) throw grammarError(origin, describeStray(text, index), { position });
    index += match.text.length;
    if (match.kind !== 'space') {
      tokens.push({ kind: match.kind, text: match.text, value: match.value, position });
    }
  }
  tokens.push({ kind: 'end of line', text: '', value: '', position: { line, column: text.length + 1 } });
  return tokens;
}

function firstMatch(
  text: string,
  index: number,
): { kind: TokenKind | 'space'; text: string; value: string } | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = index;
    const match = pattern.exec(text);
    if (match === null) continue;
    const inner = match[1] ?? match[0];
    return { kind, text: match[0], value: kind === 'terminal' ? inner.replaceAll(/\\(.)/gu, '$1') : inner };
  }
  return undefined;
}

function describeStray(text: string, index: number): string {
  const character = String.fromCodePoint(text.codePointAt(index) as number);
  if (character === "'" || character === '"') return `the quote ${character} is not closed on this line`;
  if (character === '[') return "the bracket [ of a weight is not closed on this line; a terminal is quoted: '['";
  if (character === '<') return "the < of a name such as <noun> is not closed on this line; a terminal is quoted: '<'";
  return `unexpected ${character}; a terminal is quoted: '${character}'`;
}
