import { CorpusError, nestedSentences, textCorpus } from '@pushdown/datasets';
import { describe, expect, it } from 'vitest';

const texts = { training: 'a b a\nc\n', validation: 'a d\n', test: '\nb <unk>' };
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a corpus from three texts', () => {
  const words = textCorpus({ name: 'tiny', unit: 'word', texts });

  it('numbers words by first appearance in the training text', () => {
    expect(words.vocabulary).toEqual(['a', 'b', 'c', '<unk>', '<eos>']);
    expect([words.unknown, words.end]).toEqual([3, 4]);
    expect([...words.training]).toEqual([0, 1, 0, 4, 2, 4]);
  });

  it('replaces words that the training text does not have', () => {
    expect([...words.validation]).toEqual([0, 3, 4]);
  });

  it('ends every line, an empty one and the last one too', () => {
    expect([...words.test]).toEqual([4, 1, 3, 4]);
  });

  it('may consist of characters, of which a line break is none', () => {
    const characters = textCorpus({
      name: 'tiny',
      unit: 'character',
      texts: { training: 'ab a\r\n😀', validation: 'b<', test: 'a' },
    });
    expect(characters.vocabulary).toEqual(['a', 'b', ' ', '😀', '<unk>', '<eos>']);
    expect([...characters.training]).toEqual([0, 1, 2, 0, 5, 3, 5]);
    expect([...characters.validation]).toEqual([1, 4, 5]);
  });

  it('takes UTF-8 bytes', () => {
    const encoded = Object.fromEntries(
      Object.entries(texts).map(([part, text]) => [part, new TextEncoder().encode(text)]),
    ) as unknown as typeof texts;
    expect(textCorpus({ name: 'tiny', unit: 'word', texts: encoded })).toEqual(words);
  });

  it.each([
    [{ training: ' \n' }, 'the training text of corpus "tiny" is empty'],
    [{ test: '' }, 'the test text of corpus "tiny" is empty'],
    [{ validation: bytes(0x61, 0xff, 0x61) }, 'the validation text of corpus "tiny" is not UTF-8'],
    [
      { validation: bytes(0x61, 0xe2, 0x82) },
      'the validation text of corpus "tiny" ends in the middle of a character: it is truncated',
    ],
    [
      { test: 'a\nb <eos>\n' },
      'the test text of corpus "tiny" has the word <eos> on line 2; it is put at the end of each line',
    ],
  ])('is refused: %o', (wrong, message) => {
    const make = () => textCorpus({ name: 'tiny', unit: 'word', texts: { ...texts, ...wrong } });
    expect(make).toThrow(CorpusError);
    expect(make).toThrow(message);
  });
});

describe('nested sentences', () => {
  const corpus = nestedSentences();
  const sentences = [...corpus.training]
    .map((id) => corpus.vocabulary[id])
    .join(' ')
    .split(' <eos>')
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

  it('are as many as asked for, all words known', () => {
    expect(sentences).toHaveLength(2000);
    expect(corpus.training.includes(corpus.unknown)).toBe(false);
    const small = nestedSentences({ training: 5, validation: 3, test: 2 });
    const count = (tokens: Int32Array) => tokens.filter((token) => token === small.end).length;
    expect([small.training, small.validation, small.test].map(count)).toEqual([5, 3, 2]);
  });

  it('are the same for a seed', () => {
    expect(nestedSentences()).toEqual(corpus);
    expect(nestedSentences({ seed: 2 }).training).not.toEqual(corpus.training);
  });

  it('agree in number, across the clauses between', () => {
    expect(sentences.filter((sentence) => !isGrammatical(numbersOf(sentence)))).toEqual([]);
    expect(isGrammatical(numbersOf('the dog that the cats chase sleep .'))).toBe(false);
    expect(sentences.some((sentence) => sentence.split(' that ').length > 3)).toBe(true);
  });
});

const noun = '(?:dog|cat|bird|teacher|farmer|pilot|doctor|robot|king|horse)';
const transitive = '(?:see|chase|like|follow|know|admire|help|hear)';
const intransitive = '(?:sleep|laugh|wait|run|sing|leave)';

/** A sentence with nothing but the grammatical number in place of nouns and verbs. */
function numbersOf(sentence: string): readonly string[] {
  return sentence
    .replace(/ \.$/, '')
    .replace(/the (?:(?:small|old|happy|quiet|clever|red|hungry|tall) )?/g, '')
    .replace(new RegExp(`\\b${noun}(s?)\\b`, 'g'), (_, s) => (s === 's' ? 'MANY' : 'ONE'))
    .replace(new RegExp(`\\b${transitive}(s?)\\b`, 'g'), (_, s) => (s === 's' ? 't-one' : 't-many'))
    .replace(new RegExp(`\\b${intransitive}(s?)\\b`, 'g'), (_, s) => (s === 's' ? 'i-one' : 'i-many'))
    .split(' ');
}

/** Whether there is a subject, and after it a predicate of its number. */
function isGrammatical(words: readonly string[]): boolean {
  return subjects(words, 0).some(([number, end]) => predicates(words, end, number).includes(words.length));
}

/** Every subject that begins at a place: its number and where it ends. */
function subjects(words: readonly string[], start: number): [number: string, end: number][] {
  const number = words[start];
  if (number !== 'ONE' && number !== 'MANY') return [];
  const found: [string, number][] = [[number, start + 1]];
  if (words[start + 1] === 'that') {
    for (const end of predicates(words, start + 2, number)) found.push([number, end]);
    for (const [inner, end] of subjects(words, start + 2)) {
      if (words[end] === `t-${inner.toLowerCase()}`) found.push([number, end + 1]);
    }
  }
  return found;
}

/** Where predicates of a number that begin at a place may end. */
function predicates(words: readonly string[], start: number, number: string): number[] {
  if (words[start] === `i-${number.toLowerCase()}`) return [start + 1];
  if (words[start] !== `t-${number.toLowerCase()}`) return [];
  return subjects(words, start + 1).map(([, end]) => end);
}
