import type { CommonExperiment } from '../common-schema.ts';
import type { Partly } from '../partly.ts';
import type { StringExperiment } from '../string-schema.ts';
import type { TextExperiment } from '../text-schema.ts';

type Own = keyof Pick<CommonExperiment, 'name' | 'preset' | 'plugins' | 'seed'>;

/** What a preset says of an experiment on the strings of a language. */
export type StringPreset = Partly<Omit<StringExperiment, Own>>;

/** What a preset says of an experiment on a text. */
export type TextPreset = Partly<Omit<TextExperiment, Own | 'corpusSha256'>>;

/** What a preset says of an experiment. */
export type PresetFields = StringPreset | TextPreset;
