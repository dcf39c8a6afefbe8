import { definePlugin, type Plugin } from '@pushdown/core';
import { placeholderMemory } from './placeholder-memory.ts';

export { type PlaceholderMemoryOptions, placeholderMemory } from './placeholder-memory.ts';

/** What `pushdown --plugin` and `createLab` load. */
const plugin: Plugin = definePlugin({
  name: 'pushdown-placeholder-memory',
  apiVersion: 1,
  contributions: [placeholderMemory],
});
export default plugin;
