import type { Language } from '@pushdown/core';
import { count3, markedReverseAndCopy } from '@pushdown/datasets';

/** A language beside its definition, written out as a test of the spelled string. */
export interface Subject {
  readonly language: Language;
  readonly recognize: (text: string) => boolean;
}

const reverse = (text: string): string => [...text].reverse().join('');

export const subjects: readonly Subject[] = [
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
];

export function spell(language: Language, string: readonly number[]): string {
  return string.map((symbol) => language.alphabet[symbol]).join('');
}
