import { definePlugin, type Plugin } from '@pushdown/core';
import { freezeAlternating } from './alternating.ts';
import { freezeController, freezeControllerAndMemory, freezeMemory, freezeNothing } from './by-component.ts';
import { freezeDuringEpochs } from './epochs.ts';
import { freezeParameters } from './parameters.ts';
import { freezeRandomEntries } from './random-entries.ts';
import { freezeWhenStalled } from './stalled.ts';

export type { AlternatingOptions } from './alternating.ts';
export type { FreezeOptions } from './by-component.ts';
export type { EpochsOptions } from './epochs.ts';
export type { RandomEntriesOptions } from './random-entries.ts';
export type { SelectionOptions } from './selection-options.ts';
export type { StalledOptions } from './stalled.ts';
export {
  freezeAlternating,
  freezeController,
  freezeControllerAndMemory,
  freezeDuringEpochs,
  freezeMemory,
  freezeNothing,
  freezeParameters,
  freezeRandomEntries,
  freezeWhenStalled,
};

/** Every strategy of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/freeze-strategies',
  apiVersion: 1,
  contributions: [
    freezeNothing,
    freezeMemory,
    freezeController,
    freezeControllerAndMemory,
    freezeParameters,
    freezeDuringEpochs,
    freezeWhenStalled,
    freezeAlternating,
    freezeRandomEntries,
  ],
});

export default plugin;
