import type { EvaluationSession, Predictions } from '@pushdown/core';
import { EvaluationError, recognitionAccuracy } from '@pushdown/evaluation';
import { describe, expect, it } from 'vitest';
import { literalLanguage } from './literal-language.ts';

/** Palindromes of even length. */
const language = literalLanguage({ aa: 0.5, bb: 0.5, aaaa: 0.25, abba: 0.25, baab: 0.25, bbbb: 0.25 });
const range = { min: 2, max: 4 };
const strings = [
  [0, 1, 1, 0],
  [1, 1, 1, 1],
];

/** Predictions in which each string has so many nats in all. */
function predictionsOf(given: Predictions['strings'], nats: readonly number[]): Predictions {
  const length = (given[0] as readonly number[]).length;
  const size = (length + 1) * given.length;
  const spread = Float64Array.from(
    { length: size },
    (_, index) => (nats[index % given.length] as number) / (length + 1),
  );
  return { strings: given, length, nats: spread, predicted: new Float64Array(size) };
}

function start(where = { language, range, trainingRange: range }): EvaluationSession & {
  rivals: NonNullable<EvaluationSession['rivals']>;
} {
  return recognitionAccuracy({ byLength: true }).start(where) as never;
}

describe('recognition accuracy', () => {
  it('compares with strings outside the language that differ in one symbol, drawn anew every time and in equal order', () => {
    const [session, again] = [start(), start()];
    const rivals = Array.from({ length: 50 }, () => session.rivals(strings)).flat();
    expect(Array.from({ length: 50 }, () => again.rivals(strings)).flat()).toEqual(rivals);
    for (const [index, rival] of rivals.entries()) {
      const string = strings[index % 2] as number[];
      expect(rival).toHaveLength(string.length);
      expect(rival.filter((symbol, place) => symbol !== string[place])).toHaveLength(1);
      expect(language.contains(rival)).toBe(false);
    }
    // All places and symbols come up.
    expect(new Set(rivals.map((rival, index) => `${index % 2}: ${rival}`)).size).toBe(2 * 4);
  });

  it('is the share of strings that are more probable; equally probable ones count half', () => {
    const session = start();
    const add = (nats: readonly number[], rivalNats: readonly number[]): void =>
      session.add(predictionsOf(strings, nats), predictionsOf(session.rivals(strings), rivalNats));
    add([1, 5], [2, 4]);
    add([3, 3], [3, Number.POSITIVE_INFINITY]);
    const { 'recognition-accuracy': measured } = session.result();
    expect(measured?.value).toBe((1 + 0 + 0.5 + 1) / 4);
    expect(measured?.bound).toBe(1);
    expect(measured?.byLength).toMatchObject([{ length: 4, value: 2.5 / 4, strings: 4 }]);
  });

  it('reaches its bound with the probabilities of the language', () => {
    const session = start();
    const rivals = session.rivals(strings);
    const natsOf = (given: Predictions['strings']): number[] => given.map((string) => -language.logProbability(string));
    session.add(predictionsOf(strings, natsOf(strings)), predictionsOf(rivals, natsOf(rivals)));
    const { value, bound } = session.result()['recognition-accuracy'] as { value: number; bound: number };
    expect(value).toBe(bound);
  });

  it('stands beside what a table of pairs, counted here, says of the same strings', () => {
    const counting = literalLanguage({ ab: 1, aabb: 1, aaabbb: 1 });
    const trainingRange = { min: 2, max: 6 };
    const session = start({ language: counting, range: trainingRange, trainingRange });
    const member = [0, 0, 0, 1, 1, 1];
    const counts = new Map<string, number>();
    const count = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
    const pairsOf = (string: readonly number[]): [number, number][] =>
      [...string, 2].map((next, place) => [string[place - 1] ?? -1, next]);
    for (const n of [1, 2, 3]) {
      for (const [previous, next] of pairsOf([0, 1].flatMap((symbol) => new Array<number>(n).fill(symbol)))) {
        count(`${previous} ${next}`);
        count(`${previous}`);
      }
    }
    const cost = (string: readonly number[]): number =>
      pairsOf(string).reduce(
        (total, [previous, next]) =>
          total - Math.log((counts.get(`${previous} ${next}`) ?? 0) / (counts.get(`${previous}`) ?? 1)),
        0,
      );
    const given = Array.from({ length: 40 }, () => member);
    const rivals = session.rivals(given);
    session.add(
      predictionsOf(
        given,
        given.map(() => 1),
      ),
      predictionsOf(
        rivals,
        given.map(() => 2),
      ),
    );
    const right = rivals.map((rival) => {
      const difference = cost(rival) - cost(member);
      return Math.abs(difference) < 1e-9 ? 0.5 : difference > 0 ? 1 : 0;
    });
    const { bigram } = session.result()['recognition-accuracy'] as { bigram: number };
    // aabbbb and aaaabb have pairs that all occur; the others have some that never do.
    expect(new Set(right).size).toBeGreaterThan(1);
    expect(bigram).toBeCloseTo(right.reduce<number>((total, value) => total + value, 0) / right.length, 10);
  });

  it('says what it cannot do', () => {
    expect(() => start().add(predictionsOf(strings, [1, 1]))).toThrow('predictions of the rivals are missing');
    expect(() => start().result()).toThrow('no predictions were added');
    const everything = literalLanguage({ a: 0.5, b: 0.5 });
    const where = { language: everything, range: { min: 1, max: 1 }, trainingRange: { min: 1, max: 1 } };
    expect(() => start(where).rivals([[0]])).toThrow(EvaluationError);
    expect(() => start(where).rivals([[0]])).toThrow('no string outside language "literal" was found');
    expect(() => start().rivals([[]])).toThrow('of a string of length 0');
  });
});
