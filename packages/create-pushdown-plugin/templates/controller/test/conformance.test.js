import { describe, it } from 'node:test';
import { compiledExecutor } from '@pushdown/compiler';
import { controllerConformance } from '@pushdown/plugin-testing';
import { placeholderController } from '../dist/index.js';

// Add every set of options that makes a difference.
for (const options of [{ size: 4 }, { size: 1 }])
  controllerConformance({ contribution: placeholderController, options, engines: [compiledExecutor()] }).register({
    describe,
    it,
  });
