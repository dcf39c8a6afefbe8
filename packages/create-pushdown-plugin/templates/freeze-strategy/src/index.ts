import { definePlugin, type Plugin } from '@pushdown/core';
import { placeholderStrategy } from './placeholder-strategy.ts';

export { type PlaceholderStrategyOptions, placeholderStrategy } from './placeholder-strategy.ts';

/** What `pushdown --plugin` and `createLab` load. */
const plugin: Plugin = definePlugin({
  name: 'pushdown-placeholder-strategy',
  apiVersion: 1,
  contributions: [placeholderStrategy],
});
export default plugin;
