import { type Language, randomStream } from '@pushdown/core';
import {
  dyck,
  type GrammarDefinition,
  type GrammarSymbol,
  grammar,
  grammarLanguage,
  hardestContextFree,
  markedReversal,
  paddedReversal,
  terminal,
  unmarkedReversal,
} from '@pushdown/datasets';
import { checkLanguage } from '@pushdown/plugin-testing';
import { describe, expect, it } from 'vitest';
import { allStrings } from './all-strings.ts';
import { derivationWeights, totalsByLength } from './derivation-weights.ts';
import { spell } from './recognizers.ts';

const reverse = (text: string): string => [...text].reverse().join('');
const goOn = (mean: number): number => mean / (mean + 1);

/** A grammar in the paper's own words: uppercase letters are nonterminals, with a prime or not; all else is terminal. */
function paperGrammar(rules: readonly (readonly [left: string, right: string, weight: number])[]): GrammarDefinition {
  return {
    rules: rules.map(([left, right, weight]) => ({
      left,
      right: right
        .split(' ')
        .flatMap((part): GrammarSymbol[] => (part === '' ? [] : /^[A-Z]/.test(part) ? [part] : [terminal(part)])),
      weight,
    })),
  };
}

function dyckGrammar(splits: number, nesting: number): GrammarDefinition {
  const [s, n] = [goOn(splits), goOn(nesting - 1)];
  return paperGrammar([
    ['S', 'S T', s],
    ['S', 'T', 1 - s],
    ['T', '( S )', n],
    ['T', '( )', 1 - n],
    ['T', '[ S ]', n],
    ['T', '[ ]', 1 - n],
  ]);
}

function paddedGrammar(word: number, padding: number, names: readonly string[]): GrammarDefinition {
  const [c, g] = [goOn(word), goOn(padding)];
  return paperGrammar(
    names.flatMap((a) => [
      ['S', `${a} S ${a}`, c / names.length] as const,
      ['S', `T${a}`, (1 - c) / names.length] as const,
      [`T${a}`, `${a} T${a}`, g] as const,
      [`T${a}`, '', 1 - g] as const,
    ]),
  );
}

const [c, u, v, q, s, t] = [goOn(0.5), goOn(0.5), goOn(1), 0.25, goOn(1.5), goOn(3)];
const hardestGrammar = paperGrammar([
  ['S', 'R $ Q B L', 1],
  ['L', 'M , U', 1],
  ['M', ', V M', c],
  ['M', '', 1 - c],
  ['R', 'U , N', 1],
  ['N', 'N V ,', c],
  ['N', '', 1 - c],
  ['U', 'W U', u],
  ['U', '', 1 - u],
  ['V', 'W V', v],
  ['V', 'W', 1 - v],
  ...['(', ')', '[', ']', '$'].map((symbol) => ['W', symbol, 1] as const),
  ['Q', 'L ; R', q],
  ['Q', '', 1 - q],
  ['B', 'B Q T', s],
  ['B', 'T', 1 - s],
  ['T', '( Q B Q )', t / 2],
  ['T', '[ Q B Q ]', t / 2],
  ['T', '( Q )', (1 - t) / 2],
  ['T', '[ Q ]', (1 - t) / 2],
]);

const marked = (names: readonly string[]): GrammarDefinition =>
  paperGrammar([...names.map((a) => ['S', `${a} S ${a}`, goOn(60) / names.length] as const), ['S', '#', 1 - goOn(60)]]);
const unmarked = (names: readonly string[]): GrammarDefinition =>
  paperGrammar([...names.map((a) => ['S', `${a} S ${a}`, goOn(60) / names.length] as const), ['S', '', 1 - goOn(60)]]);

const subjects: readonly (readonly [string, Language, GrammarDefinition, maxLength: number])[] = [
  ['marked reversal', markedReversal(), marked(['0', '1']), 9],
  ['marked reversal of three symbols', markedReversal({ symbols: 3 }), marked(['0', '1', '2']), 7],
  ['unmarked reversal', unmarkedReversal(), unmarked(['0', '1']), 10],
  ['padded reversal', paddedReversal(), paddedGrammar(60, 30, ['0', '1']), 10],
  [
    'padded reversal with other options',
    paddedReversal({ symbols: 3, meanWordLength: 2, meanPaddingLength: 5 }),
    paddedGrammar(2, 5, ['0', '1', '2']),
    7,
  ],
  ['Dyck', dyck(), dyckGrammar(1, 40), 8],
  ['Dyck with other options', dyck({ meanBracketSplits: 2.5, meanNestingDepth: 3 }), dyckGrammar(2.5, 3), 8],
  ['hardest context-free', hardestContextFree(), hardestGrammar, 8],
];

describe.each(subjects)('%s', (_, language, definition, maxLength) => {
  it('has the probabilities of all derivations of the grammar in the paper', () => {
    const weights = derivationWeights(definition, 'S', maxLength, 2 * maxLength + 6);
    const totals = totalsByLength(weights);
    expect(language.validLengths(0, maxLength)).toEqual([...totals.keys()].sort((a, b) => a - b));
    const sums = new Map<number, number>();
    for (const [text, weight] of weights) {
      const string = [...text].map((symbol) => language.alphabet.indexOf(symbol));
      const probability = Math.exp(language.logProbability(string));
      const expected = weight / (totals.get(text.length) as number);
      if (!(Math.abs(probability - expected) < 1e-12)) expect.fail(`${text}: ${probability}, not ${expected}`);
      sums.set(text.length, (sums.get(text.length) ?? 0) + probability);
    }
    // So that no other string has any.
    for (const sum of sums.values()) expect(sum).toBeCloseTo(1, 11);
  });

  it('conforms to the contract of languages', () => {
    expect(checkLanguage(language, { maxLength, random: randomStream(5, 'check') })).toEqual([]);
  });
});

describe('long strings', () => {
  it.each([
    ['marked-reversal', markedReversal(), marked(['0', '1'])],
    ['padded-reversal', paddedReversal(), paddedGrammar(60, 30, ['0', '1'])],
    ['dyck', dyck(), dyckGrammar(1, 40)],
  ])('of %s are as probable as the grammar in the paper says', (_, language, definition) => {
    const direct = grammarLanguage({ ...definition, alphabet: language.alphabet }, { name: 'direct' });
    const random = randomStream(3, 'long');
    for (const length of language.validLengths(60, 71)) {
      const string = language.sample(length, random);
      expect(direct.logProbability(string)).toBeCloseTo(language.logProbability(string), 9);
      const drawn = direct.sample(length, random);
      expect(direct.logProbability(drawn)).toBeCloseTo(language.logProbability(drawn), 9);
      for (const { previous, next, count } of direct.pairCounts?.(length) ?? []) {
        const same = language.pairCounts?.(length).find((pair) => pair.previous === previous && pair.next === next);
        expect(same?.count).toBeCloseTo(count, 8);
      }
    }
  });

  it.each([
    markedReversal({ symbols: 200 }),
    unmarkedReversal({ symbols: 200 }),
    paddedReversal({ symbols: 200 }),
    dyck({ bracketTypes: 100 }),
  ])('of a large alphabet are members', (language) => {
    const [length] = language.validLengths(200, 210);
    const string = language.sample(length as number, randomStream(4, 'large'));
    expect(language.contains(string)).toBe(true);
    expect(language.logProbability(string)).toBeLessThan(-200);
    expect(language.entropyGivenLength?.(length as number)).toBeGreaterThan(200);
  });
});

describe('recognizers', () => {
  it('marked reversal', () => {
    const language = markedReversal();
    for (const string of allStrings(3, 7)) {
      const [first, second, ...more] = spell(language, string).split('#');
      expect(language.contains(string)).toBe(more.length === 0 && second === reverse(first as string));
    }
  });

  it('unmarked reversal', () => {
    const language = unmarkedReversal();
    for (const string of allStrings(2, 10)) {
      const text = spell(language, string);
      expect(language.contains(string)).toBe(text === reverse(text));
    }
  });

  it('padded reversal', () => {
    const language = paddedReversal();
    for (const length of [0, 1, 2, 5, 8]) {
      for (const string of allStrings(2, length)) {
        const text = spell(language, string);
        // A palindrome has a middle symbol or two equal ones, so that some padding can always be found.
        expect(language.contains(string)).toBe(text === reverse(text));
      }
    }
  });

  it('Dyck', () => {
    const language = dyck();
    for (const string of allStrings(4, 8)) {
      let text = spell(language, string);
      while (/\(\)|\[\]/.test(text)) text = text.replaceAll(/\(\)|\[\]/g, '');
      if (language.contains(string) !== (text === '')) expect.fail(spell(language, string));
    }
  });

  it('hardest context-free: a choice from each block of decoys gives a Dyck word', () => {
    const language = hardestContextFree();
    // The shortest is ",$(),"; with a decoy between the brackets ",$(,;,),".
    const strings = [...allStrings(7, 6), ...[',$(,;,),', ',$(,;,],', ',$(;,),', '(,[,$[,),;,],'].map(idsOf)];
    for (const string of strings) {
      const text = spell(language, string);
      if (language.contains(string) !== isHardest(text)) expect.fail(text);
    }
    function idsOf(text: string): number[] {
      return [...text].map((symbol) => language.alphabet.indexOf(symbol));
    }
  });
});

/**
 * Greibach's definition as the grammar has it: blocks joined by ";" consist of pieces joined by ",", of which the first and
 * the last are anything and those between are not empty. One of those between is chosen from each block. The choices, after
 * a "$" that begins them, form a Dyck word.
 */
function isHardest(text: string): boolean {
  const blocks = text.split(';').map((block) => block.split(',').slice(1, -1));
  if (blocks.some((pieces) => pieces.length === 0 || pieces.includes(''))) return false;
  const words = blocks.reduce<string[]>(
    (all, pieces) => all.flatMap((word) => pieces.map((piece) => word + piece)),
    [''],
  );
  return words.some((word) => {
    let rest = word.slice(1);
    while (/\(\)|\[\]/.test(rest)) rest = rest.replaceAll(/\(\)|\[\]/g, '');
    return word.length > 1 && word.startsWith('$') && rest === '';
  });
}

it('names the symbols of as many bracket types as asked for', () => {
  expect(dyck({ bracketTypes: 5 }).alphabet).toEqual(['(', ')', '[', ']', '{', '}', '<', '>', '(4', ')4']);
});

describe('levels', () => {
  it.each([
    [markedReversal(), 'deterministic-context-free'],
    [unmarkedReversal(), 'context-free'],
    [paddedReversal(), 'context-free'],
    [dyck(), 'deterministic-context-free'],
    [hardestContextFree(), 'context-free'],
  ])('%#', (language, level) => expect(language.level).toBe(level));
});

describe('grammar', () => {
  it('is a language of its text', () => {
    const language = grammar({ text: "S -> 'a' S | ε", file: 'folder/mine.grammar' });
    expect(language).toMatchObject({ name: 'mine', alphabet: ['a'], level: 'context-free' });
    expect(grammar({ text: "S -> 'a'", name: 'other', level: 'regular' })).toMatchObject({
      name: 'other',
      level: 'regular',
    });
  });

  it.each([
    [{}, 'language "grammar" needs the option "text" with the grammar, or "file" with its path'],
    [{ file: 'mine.grammar' }, 'only the pushdown command reads files such as "mine.grammar"'],
    [{ text: 'S -> T', file: 'mine.grammar' }, 'mine.grammar:1:6, rule "S": there is no rule for "T"'],
  ])('%j is not enough', (options, message) => {
    expect(() => grammar(options)).toThrow(message);
  });
});
