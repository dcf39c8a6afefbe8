import type { ModelChoice } from '../experiment/common-schema.ts';

/** The seven languages of Das & Mali (2024). */
export const paperLanguages: readonly string[] = [
  'count-3',
  'marked-reverse-and-copy',
  'count-and-copy',
  'marked-copy',
  'unmarked-copy-different-alphabets',
  'unmarked-reverse-and-copy',
  'unmarked-copy',
];

const controller = { type: 'lstm', size: 20 };

/** Their models for formal languages, by the names they have in the paper. */
export const paperModels: Readonly<Record<string, ModelChoice>> = {
  lstm: { controller },
  'jm-10': { controller, memory: { type: 'superposition-stack', size: 10 } },
  'jm-3.3.3': { controller, memory: { type: 'superposition-stack', size: [3, 3, 3] } },
  'jm-hidden': { controller, memory: { type: 'superposition-stack', push: 'hidden' } },
  'rns-3-3': { controller, memory: { type: 'nondeterministic-stack', states: 3, symbols: 3 } },
};

/** A freezing mode by the letters of the paper, which name the frozen part, and our strategy of the same meaning. */
export interface FreezingMode {
  readonly strategy: string;
  readonly letters: string;
}

/** The four modes of Das & Mali (2024). The letters name what is frozen; see docs/freezing-and-reference-lines.md. */
export const freezingModes: readonly FreezingMode[] = [
  { strategy: 'none', letters: 'none' },
  { strategy: 'memory', letters: 'm' },
  { strategy: 'controller', letters: 'c' },
  { strategy: 'controller-and-memory', letters: 'cm' },
];
