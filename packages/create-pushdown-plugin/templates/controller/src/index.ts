import { definePlugin, type Plugin } from '@pushdown/core';
import { placeholderController } from './placeholder-controller.ts';

export { type PlaceholderControllerOptions, placeholderController } from './placeholder-controller.ts';

/** What `pushdown --plugin` and `createLab` load. */
const plugin: Plugin = definePlugin({
  name: 'pushdown-placeholder-controller',
  apiVersion: 1,
  contributions: [placeholderController],
});
export default plugin;
