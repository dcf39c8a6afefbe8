import { duSellChiang2023 } from './dusell-chiang-2023.ts';
import { joulinMikolov2015 } from './joulin-mikolov-2015.ts';
import type { PresetFields } from './preset.ts';
import { suzgun2019 } from './suzgun-2019.ts';

/** Published protocols by the name that experiments give them. */
export const presets: Readonly<Record<string, PresetFields>> = {
  'dusell-chiang-2023': duSellChiang2023,
  'joulin-mikolov-2015': joulinMikolov2015,
  'suzgun-2019': suzgun2019,
};
