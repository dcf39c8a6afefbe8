import evaluation from '@pushdown/evaluation';
import { evaluationConformance } from '@pushdown/plugin-testing';
import { describe, it } from 'vitest';
import { type Case, casesOf } from './cases.ts';

const cases: readonly Case[] = [{}, { options: { byLength: true } }];
const table: Readonly<Record<string, readonly Case[]>> = {
  accuracy: cases,
  'cross-entropy-difference': cases,
  'k-hot-accuracy': cases,
  perplexity: cases,
  'string-accuracy': cases,
};

// The suite has no predictions for rivals of strings, which this one compares, and none exist for its empty string.
const comparing = 'recognition-accuracy';
const scoring = {
  ...evaluation,
  contributions: evaluation.contributions.filter(({ contributionName }) => contributionName !== comparing),
};

for (const one of casesOf('evaluation', scoring, table)) evaluationConformance(one).register({ describe, it });
