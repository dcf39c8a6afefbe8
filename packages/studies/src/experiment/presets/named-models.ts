import { languageModels } from '../../language-modeling/models.ts';
import { paperModels } from '../../paper-study/models.ts';
import type { ModelChoice } from '../common-schema.ts';

/** Models of publications by the names they have there: `"model": "jm-10"`. */
export const namedModels: Readonly<Record<string, ModelChoice>> = { ...paperModels, ...languageModels };
