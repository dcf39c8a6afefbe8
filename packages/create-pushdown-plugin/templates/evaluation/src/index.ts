import { definePlugin, type Plugin } from '@pushdown/core';
import { placeholderEvaluation } from './placeholder-evaluation.ts';

export { type PlaceholderEvaluationOptions, placeholderEvaluation } from './placeholder-evaluation.ts';

/** What `pushdown --plugin` and `createLab` load. */
const plugin: Plugin = definePlugin({
  name: 'pushdown-placeholder-evaluation',
  apiVersion: 1,
  contributions: [placeholderEvaluation],
});
export default plugin;
