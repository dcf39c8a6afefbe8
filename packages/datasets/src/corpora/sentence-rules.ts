/** What a name stands for: one of several sequences of names and words, each with a weight. */
export type SentenceRules = Readonly<Record<string, readonly (readonly [weight: number, sequence: string])[]>>;

const nouns = ['dog', 'cat', 'bird', 'teacher', 'farmer', 'pilot', 'doctor', 'robot', 'king', 'horse'];
const transitiveVerbs = ['see', 'chase', 'like', 'follow', 'know', 'admire', 'help', 'hear'];
const intransitiveVerbs = ['sleep', 'laugh', 'wait', 'run', 'sing', 'leave'];
const adjectives = ['small', 'old', 'happy', 'quiet', 'clever', 'red', 'hungry', 'tall'];

/**
 * English sentences with clauses inside clauses, written for this package. A verb agrees in number with its subject, however
 * much stands between the two, so that predicting the verb takes a stack. Names are in capitals.
 */
export const sentenceRules: SentenceRules = {
  SENTENCE: [
    [1, 'SUBJECT-ONE PREDICATE-ONE .'],
    [1, 'SUBJECT-MANY PREDICATE-MANY .'],
  ],
  ...rulesOfNumber('ONE', nouns, (verb) => `${verb}s`),
  ...rulesOfNumber(
    'MANY',
    nouns.map((noun) => `${noun}s`),
    (verb) => verb,
  ),
  OBJECT: [
    [1, 'SUBJECT-ONE'],
    [1, 'SUBJECT-MANY'],
  ],
  ADJECTIVE: words(adjectives),
};

function rulesOfNumber(number: string, heads: readonly string[], inflect: (verb: string) => string): SentenceRules {
  const noun = `NOUN-${number}`;
  return {
    [`SUBJECT-${number}`]: [
      [6, `the ${noun}`],
      [2, `the ADJECTIVE ${noun}`],
      [1, `the ${noun} that SUBJECT-ONE TRANSITIVE-ONE`],
      [1, `the ${noun} that SUBJECT-MANY TRANSITIVE-MANY`],
      [1, `the ${noun} that PREDICATE-${number}`],
    ],
    [`PREDICATE-${number}`]: [
      [1, `INTRANSITIVE-${number}`],
      [1, `TRANSITIVE-${number} OBJECT`],
    ],
    [noun]: words(heads),
    [`TRANSITIVE-${number}`]: words(transitiveVerbs.map(inflect)),
    [`INTRANSITIVE-${number}`]: words(intransitiveVerbs.map(inflect)),
  };
}

/** The n-th word has the weight 1 / n: as in real text, few words make up most of it. */
function words(list: readonly string[]): readonly (readonly [number, string])[] {
  return list.map((word, index) => [1 / (index + 1), word]);
}
