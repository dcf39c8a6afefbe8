import { definePlugin, type Plugin } from '@pushdown/core';
import { elman } from './elman.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import { secondOrder } from './second-order.ts';

export type { CellOptions } from './cell-options.ts';
export { type ElmanOptions, elman } from './elman.ts';
export { type GruOptions, gru } from './gru.ts';
export { type LstmOptions, lstm } from './lstm.ts';
export { type SecondOrderOptions, secondOrder } from './second-order.ts';

/** Every controller of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/cells',
  apiVersion: 1,
  contributions: [elman, gru, lstm, secondOrder],
});
export default plugin;
