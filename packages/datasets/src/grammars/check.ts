import { type Grammar, type GrammarDefinition, type GrammarSymbol, isTerminal } from './grammar.ts';
import { grammarError, type TextPosition } from './grammar-error.ts';
import { productiveNonterminals, reachableNonterminals } from './useless.ts';
import { isWeight } from './weights.ts';

/** Where the parts of a definition stand in a text. */
export interface GrammarPositions {
  rule(rule: number, symbol?: number): TextPosition;
  readonly start: TextPosition | undefined;
  readonly alphabet: readonly TextPosition[] | undefined;
}

/**
 * The grammar of an object.
 * @throws GrammarError, naming the rule, when a symbol is not defined, a weight is not a number of 0 or more, or no
 *   derivation ends.
 */
export function createGrammar(definition: GrammarDefinition): Grammar {
  return checkGrammar(definition, 'grammar', undefined);
}

/** Checks a definition. @param positions for messages, where it comes from a text. @throws GrammarError */
export function checkGrammar(
  definition: GrammarDefinition,
  origin: string,
  positions: GrammarPositions | undefined,
): Grammar {
  const rules = definition.rules.map(({ left, right, weight = 1 }) => ({ left, right, weight }));
  const fail = (problem: string, rule?: number, symbol?: number): never => {
    if (rule === undefined) throw grammarError(origin, problem);
    // A text has positions; in an object the number of the rule finds it.
    const place = positions === undefined ? `${origin}, rule number ${rule + 1}` : origin;
    throw grammarError(place, problem, { rule: rules[rule]!.left, position: positions?.rule(rule, symbol) });
  };

  if (rules.length === 0) fail("there is no rule; expected at least one such as S -> 'a' S | ε");
  const defined = new Set(rules.map(({ left }) => left));
  const start = definition.start ?? rules[0]!.left;
  if (!defined.has(start)) {
    throw grammarError(origin, `there is no rule for the start symbol "${start}"`, { position: positions?.start });
  }
  const { alphabet = terminalsOf(rules.map(({ right }) => right)) } = definition;
  for (const [index, { left, right, weight }] of rules.entries()) {
    if (!isWeight(weight)) fail(`the weight ${weight} must be a number of 0 or more`, index);
    if (left === '') fail('the left side has no name', index);
    for (const [place, symbol] of right.entries()) {
      if (isTerminal(symbol)) {
        if (!alphabet.includes(symbol.terminal))
          fail(`the alphabet lacks the terminal '${symbol.terminal}'`, index, place);
      } else if (!defined.has(symbol)) {
        fail(`there is no rule for "${symbol}"; if it is a terminal, quote it: '${symbol}'`, index, place);
      }
    }
  }
  checkAlphabet(alphabet, origin, positions);

  const used = rules.filter(({ weight }) => weight > 0);
  const productive = productiveNonterminals(used);
  if (!productive.has(start)) {
    throw grammarError(origin, 'no derivation from it ever ends in a string of terminals', {
      rule: start,
      position: positions?.rule(rules.findIndex(({ left }) => left === start)),
    });
  }
  const useful = used.filter(
    ({ left, right }) => productive.has(left) && right.every((symbol) => isTerminal(symbol) || productive.has(symbol)),
  );
  const reachable = reachableNonterminals(start, useful);
  const terminals = terminalsOf(useful.filter(({ left }) => reachable.has(left)).map(({ right }) => right));
  const warnings = [...defined].flatMap((name) => {
    if (!productive.has(name)) return [`"${name}" derives no string`];
    return reachable.has(name) ? [] : [`"${name}" is not reachable from "${start}"`];
  });
  const idle = alphabet.filter((name) => !terminals.includes(name)).map((name) => `no string has the symbol '${name}'`);
  return { rules, start, alphabet, unambiguous: definition.unambiguous ?? false, warnings: [...warnings, ...idle] };
}

function terminalsOf(rightSides: readonly (readonly GrammarSymbol[])[]): readonly string[] {
  return [
    ...new Set(
      rightSides
        .flat()
        .filter(isTerminal)
        .map(({ terminal }) => terminal),
    ),
  ];
}

function checkAlphabet(alphabet: readonly string[], origin: string, positions: GrammarPositions | undefined): void {
  if (alphabet.length === 0)
    throw grammarError(origin, 'no rule has a terminal, so that there are no strings to learn');
  for (const [index, name] of alphabet.entries()) {
    const position = positions?.alphabet?.[index];
    if (typeof name !== 'string' || name === '')
      throw grammarError(origin, 'a terminal has at least one character', { position });
    if (alphabet.indexOf(name) < index) throw grammarError(origin, `the alphabet has '${name}' twice`, { position });
  }
}
