import type { Language } from '@pushdown/core';
import {
  addition,
  count3,
  countAndCopy,
  crossedCounts,
  equalCounts,
  markedCopy,
  markedReverseAndCopy,
  memorization,
  multipleCounts,
  multiplication,
  unmarkedCopy,
  unmarkedCopyDifferentAlphabets,
  unmarkedReverseAndCopy,
} from '@pushdown/datasets';

/** A language beside its definition, written out as a test of the spelled string. */
export interface Subject {
  readonly language: Language;
  readonly recognize: (text: string) => boolean;
}

const reverse = (text: string): string => [...text].reverse().join('');

/** Whether a text consists of runs of these letters, in order, whose sizes are as they should be. */
const runs =
  (letters: string, fit: (...sizes: number[]) => boolean) =>
  (text: string): boolean => {
    const match = new RegExp(`^${[...letters].map((letter) => `(${letter}+)`).join('')}$`).exec(text);
    return match !== null && fit(...match.slice(1).map(({ length }) => length));
  };

/** Languages whose strings of one length are equally probable. */
export const uniformSubjects: readonly Subject[] = [
  {
    language: count3(),
    recognize(text) {
      const [, a, b, c] = /^(a*)(b*)(c*)$/.exec(text) ?? [];
      return a !== undefined && a.length === b?.length && a.length === c?.length;
    },
  },
  {
    language: markedReverseAndCopy(),
    recognize(text) {
      const [first, second, third, ...more] = text.split('#');
      return more.length === 0 && first !== undefined && second === reverse(first) && third === first;
    },
  },
  {
    language: countAndCopy(),
    recognize(text) {
      const [, first, marks, second] = /^([01]*)(#*)([01]*)$/.exec(text) ?? [];
      return first !== undefined && marks?.length === first.length && second === first;
    },
  },
  {
    language: markedCopy(),
    recognize: (text) => /^([01]*)#\1$/.test(text),
  },
  {
    language: unmarkedCopyDifferentAlphabets(),
    recognize(text) {
      const [, first, second] = /^([01]*)([23]*)$/.exec(text) ?? [];
      return first !== undefined && second?.replaceAll('2', '0').replaceAll('3', '1') === first;
    },
  },
  {
    language: unmarkedReverseAndCopy(),
    recognize(text) {
      const word = text.slice(0, text.length / 3);
      return text === word + reverse(word) + word;
    },
  },
  {
    language: unmarkedCopy(),
    recognize: (text) => /^([01]*)\1$/.test(text),
  },
  {
    language: equalCounts(),
    recognize: runs('ab', (a, b) => a === b),
  },
  {
    language: equalCounts({ symbols: 4 }),
    recognize: runs('abcd', (a, ...others) => others.every((size) => size === a)),
  },
  {
    language: multipleCounts(),
    recognize: runs('ab', (a, b) => b === 2 * a!),
  },
  {
    language: multipleCounts({ symbols: 3, repetitions: 3 }),
    recognize: (text) => ['ab', 'ac'].some((letters) => runs(letters, (a, x) => x === 3 * a!)(text)),
  },
  {
    language: addition(),
    recognize: runs('abc', (a, b, c) => a! + b! === c),
  },
  {
    language: memorization(),
    recognize(text) {
      const [, first, second] = /^([ab]+)#([ab]+)$/.exec(text) ?? [];
      return first !== undefined && second === reverse(first);
    },
  },
  {
    language: memorization({ symbols: 3 }),
    recognize(text) {
      const [, first, second] = /^([abc]+)#([abc]+)$/.exec(text) ?? [];
      return first !== undefined && second === reverse(first);
    },
  },
  {
    language: crossedCounts(),
    recognize: runs('abcd', (a, b, c, d) => a === c && b === d),
  },
];

export const subjects: readonly Subject[] = [
  ...uniformSubjects,
  {
    language: multiplication(),
    recognize: runs('abc', (a, b, c) => a! * b! === c),
  },
  {
    language: multiplication({ symbols: 4 }),
    recognize: (text) => ['abc', 'abd'].some((letters) => runs(letters, (a, b, x) => a! * b! === x)(text)),
  },
];

export function spell(language: Language, string: readonly number[]): string {
  return string.map((symbol) => language.alphabet[symbol]).join('');
}
