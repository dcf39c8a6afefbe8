import datasets from '@pushdown/datasets';
import { languageConformance } from '@pushdown/plugin-testing';
import { describe, it } from 'vitest';
import { type Case, casesOf } from './cases.ts';

/** Languages that are tried with other options than their defaults. */
const options: Readonly<Record<string, readonly Case[]>> = {
  grammar: [{ options: { text: "S -> 'a' S 'b' [0.4] | 'c' S | ε" } }],
};

const names = datasets.contributions
  .filter(({ kind }) => kind === 'language')
  .map(({ contributionName }) => contributionName);
const table = Object.fromEntries(names.map((name) => [name, options[name] ?? [{}]]));

for (const one of casesOf('language', datasets, table))
  languageConformance({ ...one, maxLength: 11 }).register({ describe, it });
