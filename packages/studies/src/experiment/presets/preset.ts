import type { Partly } from '../partly.ts';
import type { Experiment } from '../schema.ts';

/** What a preset says of an experiment. */
export type PresetFields = Partly<Omit<Experiment, 'name' | 'preset' | 'plugins' | 'seed'>>;
