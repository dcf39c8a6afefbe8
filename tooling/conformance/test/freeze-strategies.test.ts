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
  parameters: [{ options: { components: ['embedding', 'classifier'] } }, { options: { paths: ['*/bias'] } }],
  epochs: [{ options: { components: ['memory'], after: 2, until: 10 } }],
  stalled: [
    { options: { components: ['controller'] } },
    { options: { components: ['memory'], patience: 2, epochs: 3 } },
  ],
  alternating: [{}, { options: { every: 5 } }],
  'random-entries': [{ options: { components: ['memory'], share: 0.5 } }],
};

for (const one of casesOf('freeze-strategy', freezeStrategies, table))
  freezeStrategyConformance({ ...one, engines: [compiledExecutor()] }).register({ describe, it });
