import { describe, it } from 'node:test';
import { compiledExecutor } from '@pushdown/compiler';
import { freezeStrategyConformance } from '@pushdown/plugin-testing';
import { placeholderStrategy } from '../dist/index.js';

// Add every set of options that makes a difference.
for (const options of [{}, { epochs: 0 }])
  freezeStrategyConformance({ contribution: placeholderStrategy, options, engines: [compiledExecutor()] }).register({
    describe,
    it,
  });
