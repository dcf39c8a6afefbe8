import { compiledExecutor } from '@pushdown/compiler';
import freezeStrategies from '@pushdown/freeze-strategies';
import { freezeStrategyConformance } from '@pushdown/plugin-testing';
import { describe, it } from 'vitest';
import { type Case, casesOf } from './cases.ts';

const withEmbedding: readonly Case[] = [{}, { options: { embedding: 'frozen' } }];
const table: Readonly<Record<string, readonly Case[]>> = {
  none: [{}],
  memory: withEmbedding,
  controller: withEmbedding,
  'controller-and-memory': withEmbedding,
};

for (const one of casesOf('freeze-strategy', freezeStrategies, table))
  freezeStrategyConformance({ ...one, engines: [compiledExecutor()] }).register({ describe, it });
