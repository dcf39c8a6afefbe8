import datasets from '@pushdown/datasets';
import { transductionConformance } from '@pushdown/plugin-testing';
import { describe, it } from 'vitest';
import { type Case, casesOf } from './cases.ts';

/** Tasks that are tried with other options than their defaults, too. */
const more: Readonly<Record<string, readonly Case[]>> = {
  'reverse-string': [{ options: { symbols: 4 } }],
  'bucket-sort': [{ options: { symbols: 2 } }],
};

const names = datasets.contributions
  .filter(({ kind }) => kind === 'transduction')
  .map(({ contributionName }) => contributionName);
const table = Object.fromEntries(names.map((name) => [name, [{}, ...(more[name] ?? [])]]));

for (const one of casesOf('transduction', datasets, table))
  transductionConformance({ ...one, maxLength: 12 }).register({ describe, it });
