import { definePlugin, type Plugin } from '@pushdown/core';
import { superpositionStack } from './superposition-stack.ts';

export { type SuperpositionStackOptions, superpositionStack } from './superposition-stack.ts';

/** Every memory of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/memory-structures',
  apiVersion: 1,
  contributions: [superpositionStack],
});
export default plugin;
