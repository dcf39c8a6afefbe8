import { createGrammar, GrammarError, LanguageError, parseGrammar, terminal } from '@pushdown/datasets';
import { describe, expect, it } from 'vitest';

it('reads weights, comments, quotes, empty right sides and further lines', () => {
  const grammar = parseGrammar(`
    # brackets
    S -> S T [1/4] | ε [.5] # the rest is lost
      | [25e-2]
    T → "(" S ')'
    <odd one> ::= '\\'' '#' "it's" S-2
    S-2 -> 'x' |
    S -> T <odd one>
  `);
  expect(grammar.start).toBe('S');
  expect(grammar.alphabet).toEqual(['(', ')', "'", '#', "it's", 'x']);
  expect(grammar.rules).toEqual([
    { left: 'S', right: ['S', 'T'], weight: 0.25 },
    { left: 'S', right: [], weight: 0.5 },
    { left: 'S', right: [], weight: 0.25 },
    { left: 'T', right: [terminal('('), 'S', terminal(')')], weight: 1 },
    { left: 'odd one', right: [terminal("'"), terminal('#'), terminal("it's"), 'S-2'], weight: 1 },
    { left: 'S-2', right: [terminal('x')], weight: 1 },
    { left: 'S-2', right: [], weight: 1 },
    { left: 'S', right: ['T', 'odd one'], weight: 1 },
  ]);
  expect(grammar.unambiguous).toBe(false);
  expect(grammar.warnings).toEqual([]);
});

it('reads directives', () => {
  const grammar = parseGrammar("%start B\r\n%alphabet 'b' 'a'\r\n%unambiguous\r\nA -> 'a'\r\nB -> 'b' A");
  expect(grammar).toMatchObject({ start: 'B', alphabet: ['b', 'a'], unambiguous: true });
});

it('is the same as an object', () => {
  const rules = [
    { left: 'S', right: [terminal('a'), 'S'], weight: 0.5 },
    { left: 'S', right: [] },
  ];
  expect(createGrammar({ rules })).toEqual(parseGrammar("S -> 'a' S [0.5] | ε"));
});

it('warns of symbols that no string needs', () => {
  const grammar = parseGrammar("S -> 'a' | 'b' Dead\nDead -> 'b' Dead\nLost -> 'c' S\n%alphabet 'a' 'b' 'c' 'd'");
  expect(grammar.warnings).toEqual([
    '"Dead" derives no string',
    '"Lost" is not reachable from "S"',
    "no string has the symbol 'b'",
    "no string has the symbol 'c'",
    "no string has the symbol 'd'",
  ]);
});

describe('a text that is wrong', () => {
  it.each([
    ['', "grammar: there is no rule; expected at least one such as S -> 'a' S | ε"],
    ["S -> 'a' T", 'grammar:1:10, rule "S": there is no rule for "T"; if it is a terminal, quote it: \'T\''],
    ["S 'a'", 'grammar:1:3, rule "S": expected -> after "S", found \'a\''],
    ["-> 'a'", "grammar:1:1: expected a rule such as S -> 'a' S, or a | that goes on with the one above, found ->"],
    ["| 'a'", "grammar:1:1: expected a rule such as S -> 'a' S before the first |, found |"],
    ["S -> 'a' [x]", 'grammar:1:10, rule "S": the weight [x] must be a number of 0 or more, such as [0.5] or [1/3]'],
    ["S -> 'a' [-1]", 'the weight [-1] must be a number of 0 or more'],
    ["S -> 'a' [1/0]", 'the weight [1/0] must be a number of 0 or more'],
    ["S -> 'a' [1] 'b'", 'grammar:1:14, rule "S": expected | or the end of the line, found \'b\''],
    ["S -> ε 'a'", 'grammar:1:8, rule "S": expected nothing beside ε, found \'a\''],
    ["S -> 'a' ε", 'grammar:1:10, rule "S": ε stands alone'],
    ["S -> ''", 'grammar:1:6, rule "S": a terminal has at least one character; the empty string is ε'],
    ["S -> 'a' |\n  'b'", "grammar:2:3: expected a rule such as S -> 'a' S, or a |"],
    ["S -> 'a", "grammar:1:6: the quote ' is not closed on this line"],
    ["S -> 'a' [1", 'grammar:1:10: the bracket [ of a weight is not closed on this line'],
    ['S -> <a', 'grammar:1:6: the < of a name such as <noun> is not closed on this line'],
    ['S -> (', "grammar:1:6: unexpected (; a terminal is quoted: '('"],
    ["%begin S\nS -> 'a'", 'grammar:1:1: there is no %begin; known are %start, %alphabet and %unambiguous'],
    ["%start\nS -> 'a'", 'grammar:1:7: expected the name of the start symbol, found the end of the line'],
    ["%start T\nS -> 'a'", 'grammar:1:8: there is no rule for the start symbol "T"'],
    ["%start S\n%start S\nS -> 'a'", 'grammar:2:1: %start stands here a second time'],
    ["%alphabet 'b'\nS -> 'a'", 'grammar:2:6, rule "S": the alphabet lacks the terminal \'a\''],
    ["%alphabet 'a' 'a'\nS -> 'a'", "grammar:1:15: the alphabet has 'a' twice"],
    [
      "A -> 'b'\nS -> 'a' S\n%start S",
      'grammar:2:6, rule "S": no derivation from it ever ends in a string of terminals',
    ],
    ["S -> 'a' [0]", 'no derivation from it ever ends'],
    ['S -> ε', 'grammar: no rule has a terminal'],
  ])('%j', (text, message) => {
    expect(() => parseGrammar(text)).toThrow(GrammarError);
    expect(() => parseGrammar(text)).toThrow(message);
  });

  it('tells programs where', () => {
    try {
      parseGrammar("S -> 'a'\n  | T", 'mine.grammar');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(LanguageError);
      expect(error).toMatchObject({
        name: 'GrammarError',
        rule: 'S',
        position: { line: 2, column: 5 },
        message: expect.stringMatching(/^mine\.grammar:2:5, rule "S": /),
      });
    }
  });
});

describe('an object that is wrong', () => {
  const a = terminal('a');
  it.each([
    [[{ left: 'S', right: ['T'] }], 'grammar, rule number 1, rule "S": there is no rule for "T"'],
    [[{ left: 'S', right: [a], weight: -1 }], 'rule number 1, rule "S": the weight -1 must be a number of 0 or more'],
    [[{ left: 'S', right: [a], weight: Number.NaN }], 'the weight NaN must be a number'],
    [[{ left: '', right: [a] }], 'the left side has no name'],
    [[{ left: 'S', right: [terminal('')] }], 'a terminal has at least one character'],
  ])('%j', (rules, message) => {
    expect(() => createGrammar({ rules })).toThrow(message);
  });
});
