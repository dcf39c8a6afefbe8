import { definePlugin, type Plugin } from '@pushdown/core';
import { freezeController, freezeControllerAndMemory, freezeMemory, freezeNothing } from './by-component.ts';

export type { FreezeOptions } from './by-component.ts';
export { freezeController, freezeControllerAndMemory, freezeMemory, freezeNothing };

const plugin: Plugin = definePlugin({
  name: '@pushdown/freeze-strategies',
  apiVersion: 1,
  contributions: [freezeNothing, freezeMemory, freezeController, freezeControllerAndMemory],
});

export default plugin;
