import { definePlugin, type Plugin } from '@pushdown/core';
import { lstm } from './lstm.ts';

export { type LstmOptions, lstm } from './lstm.ts';

/** Every controller of this package, for `createLab`. */
const plugin: Plugin = definePlugin({ name: '@pushdown/cells', apiVersion: 1, contributions: [lstm] });
export default plugin;
