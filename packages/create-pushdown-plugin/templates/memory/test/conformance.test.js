import { describe, it } from 'node:test';
import { compiledExecutor } from '@pushdown/compiler';
import { memoryConformance } from '@pushdown/plugin-testing';
import { placeholderMemory } from '../dist/index.js';

// Add every set of options that makes a difference.
for (const options of [{}, { slots: 2, size: 1 }])
  memoryConformance({ contribution: placeholderMemory, options, engines: [compiledExecutor()] }).register({
    describe,
    it,
  });
