import { definePlugin, type Plugin } from '@pushdown/core';
import { count3 } from './languages/count-3.ts';
import { markedReverseAndCopy } from './languages/marked-reverse-and-copy.ts';

export { LanguageError } from './errors.ts';
export { repeated, type Slot, type Template, word } from './templates/template.ts';
export {
  type ExactLanguage,
  type TemplateLanguageDefinition,
  templateLanguage,
} from './templates/template-language.ts';
export { count3, markedReverseAndCopy };

const plugin: Plugin = definePlugin({
  name: '@pushdown/datasets',
  apiVersion: 1,
  contributions: [count3, markedReverseAndCopy],
});

export default plugin;
