import { duSellChiang2023 } from './dusell-chiang-2023.ts';
import { duSellChiang2023Ptb } from './dusell-chiang-2023-ptb.ts';
import { joulinMikolov2015 } from './joulin-mikolov-2015.ts';
import type { PresetFields, StringPreset, TextPreset } from './preset.ts';
import { suzgun2019 } from './suzgun-2019.ts';

const stringPresets: Readonly<Record<string, StringPreset>> = {
  'dusell-chiang-2023': duSellChiang2023,
  'joulin-mikolov-2015': joulinMikolov2015,
  'suzgun-2019': suzgun2019,
};

const textPresets: Readonly<Record<string, TextPreset>> = {
  'dusell-chiang-2023-ptb': duSellChiang2023Ptb,
};

/** Published protocols by the name that experiments give them. */
export const presets: Readonly<Record<string, PresetFields>> = { ...stringPresets, ...textPresets };

/** Whether it is the name of a protocol for texts. */
export function isTextPreset(name: unknown): boolean {
  return typeof name === 'string' && Object.hasOwn(textPresets, name);
}
