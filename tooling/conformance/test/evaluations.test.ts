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

for (const one of casesOf('evaluation', evaluation, table)) evaluationConformance(one).register({ describe, it });
