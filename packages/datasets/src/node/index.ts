import { definePlugin, type Plugin } from '@pushdown/core';
import { pennTreebank } from './penn-treebank.ts';
import { textFiles } from './text-files.ts';

export { type PennTreebankOptions, pennTreebank } from './penn-treebank.ts';
export { type TextFilesOptions, textFiles } from './text-files.ts';

/** Corpora that are read from files. An entry of its own, because the rest of the package also runs in browsers. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/datasets/node',
  apiVersion: 1,
  contributions: [textFiles, pennTreebank],
});

export default plugin;
