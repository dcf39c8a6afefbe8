import type { SlotName } from '@pushdown/core';
import { reportProblems } from './conformance-error.ts';
import { makerOf, type Subject } from './subject.ts';
import type { Rule } from './suite.ts';

const unknownOption = 'no-such-option';

/** What listings and configurations show of a contribution: names, a line of description, options that are checked. */
export function metadataRule<K extends SlotName>(kind: K, subject: Subject<K>): Rule {
  return {
    name: 'metadata',
    check() {
      const { contribution, options = {} } = subject;
      const { contributionName, description } = contribution;
      const problems: string[] = [];
      if (contribution.kind !== kind) problems.push(`the contribution is a ${contribution.kind}, not a ${kind}`);
      if (description.trim() === '') problems.push('the description is empty');
      if (description.includes('\n')) problems.push('the description has more than one line');
      const made = makerOf(subject)() as { readonly name?: unknown };
      // Engines may add what they were asked for, as in `reference (float16)`.
      const isNamed =
        made.name === contributionName || (kind === 'engine' && String(made.name).startsWith(`${contributionName} (`));
      if (!isNamed)
        problems.push(`it makes a ${kind} called "${String(made.name)}", but is called "${contributionName}" itself`);
      if (accepts(() => makerOf({ ...subject, options: { ...options, [unknownOption]: 1 } })()))
        problems.push(
          `the unknown option "${unknownOption}" is taken without a word, and so would be every misspelt one; refuse it, as z.strictObject does`,
        );
      reportProblems(problems);
    },
  };
}

function accepts(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

/** Options that a configuration file cannot hold: what is no JSON, by its path. */
export function jsonProblems({ options = {} }: Subject<SlotName>): string[] {
  return unwritable(options, 'options').map((path) => `${path} cannot be written as JSON`);
}

function unwritable(value: unknown, path: string): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype;
  if (!isPlain) return [path];
  return Object.entries(value as object).flatMap(([name, part]) => unwritable(part, `${path}.${name}`));
}
