import { describe, it } from 'node:test';
import { languageConformance } from '@pushdown/plugin-testing';
import { placeholderLanguage } from '../dist/index.js';

// Add every set of options that makes a difference.
for (const options of [{}, { share: 0.9 }])
  languageConformance({ contribution: placeholderLanguage, options }).register({ describe, it });
