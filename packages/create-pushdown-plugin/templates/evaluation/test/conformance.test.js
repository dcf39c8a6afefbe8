import { describe, it } from 'node:test';
import { evaluationConformance } from '@pushdown/plugin-testing';
import { placeholderEvaluation } from '../dist/index.js';

// Add every set of options that makes a difference.
for (const options of [{}, { threshold: 0.5 }])
  evaluationConformance({ contribution: placeholderEvaluation, options }).register({ describe, it });
