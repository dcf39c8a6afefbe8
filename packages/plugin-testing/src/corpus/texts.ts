import type { Corpus } from '@pushdown/core';
import { alphabetProblems } from '../language/declarations.ts';

const parts = ['training', 'validation', 'test'] as const;

/** What is wrong with the vocabulary, the two ids that mean something, and the kind of the texts. */
export function descriptionProblems(corpus: Corpus): string[] {
  const { vocabulary, end, unknown } = corpus;
  const isId = (id: number): boolean => Number.isInteger(id) && id >= 0 && id < vocabulary.length;
  return [
    ...alphabetProblems(vocabulary, 'the vocabulary'),
    ...Object.entries({ end, unknown }).flatMap(([name, id]) =>
      isId(id) ? [] : [`"${name}" is ${id}, not an id from 0 to ${vocabulary.length - 1}`],
    ),
    ...(end === unknown ? [`"end" and "unknown" are both ${end}`] : []),
    ...parts.flatMap((part) => (corpus[part] instanceof Int32Array ? [] : [`"${part}" is no Int32Array`])),
  ];
}

/** Tokens that the vocabulary does not have. */
export function tokenProblems(corpus: Corpus): string[] {
  return parts.flatMap((part) => {
    const place = corpus[part].findIndex((token) => token < 0 || token >= corpus.vocabulary.length);
    if (place === -1) return [];
    return [
      `token ${place} of "${part}" is ${corpus[part][place]}, not an id from 0 to ${corpus.vocabulary.length - 1}`,
    ];
  });
}

/** Parts without a line, or with one that does not end. */
export function lineProblems(corpus: Corpus): string[] {
  return parts.flatMap((part) => {
    if (corpus[part].length === 0) return [`"${part}" is empty`];
    return corpus[part].at(-1) === corpus.end ? [] : [`the last line of "${part}" is not followed by "end"`];
  });
}

/** Tokens of the other texts that training never shows, which therefore had to be unknown. */
export function unknownProblems(corpus: Corpus): string[] {
  const seen = new Set([...corpus.training, corpus.unknown]);
  return (['validation', 'test'] as const).flatMap((part) => {
    const place = corpus[part].findIndex((token) => !seen.has(token));
    if (place === -1) return [];
    const token = corpus[part][place] as number;
    return [
      `token ${place} of "${part}" is "${corpus.vocabulary[token]}", which training does not have; expected the id ${corpus.unknown} of "unknown"`,
    ];
  });
}
