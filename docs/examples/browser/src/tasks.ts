import type { Language, LengthRange } from '@pushdown/core';
import { dyck, equalCounts, markedReversal } from '@pushdown/datasets';

export interface Task {
  readonly language: Language;
  /** Lengths of the strings for training and for measuring. */
  readonly range: LengthRange;
  /** Looked at in the beginning: symbols without spaces. */
  readonly example: string;
}

/** The languages on offer; `index.html` says what they are called. */
const tasks: Readonly<Record<string, () => Task>> = {
  'marked-reversal': () => ({ language: markedReversal(), range: { min: 3, max: 21 }, example: '011010#010110' }),
  'equal-counts': () => ({ language: equalCounts(), range: { min: 2, max: 16 }, example: 'aaaaaabbbbbb' }),
  dyck: () => ({ language: dyck(), range: { min: 2, max: 16 }, example: '([()][])(())' }),
};

/** @throws RangeError for a name that is not on offer. */
export function taskNamed(name: string): Task {
  const make = tasks[name];
  if (make === undefined)
    throw new RangeError(`There is no language "${name}" here; there are ${Object.keys(tasks).join(', ')}.`);
  return make();
}
