import { definePlugin, type Plugin } from '@pushdown/core';
import { placeholderLanguage } from './placeholder-language.ts';

export { type PlaceholderLanguageOptions, placeholderLanguage } from './placeholder-language.ts';

/** What `pushdown --plugin` and `createLab` load. */
const plugin: Plugin = definePlugin({
  name: 'pushdown-placeholder-language',
  apiVersion: 1,
  contributions: [placeholderLanguage],
});
export default plugin;
