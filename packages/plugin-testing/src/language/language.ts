import { type Language, randomStream } from '@pushdown/core';
import { reportProblems } from '../suite/conformance-error.ts';
import { metadataRule } from '../suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from '../suite/subject.ts';
import { createSuite, type Rule, type Suite, type SuiteOptions } from '../suite/suite.ts';
import {
  checkLanguage,
  type LanguageCheckOptions,
  type LanguageRule,
  type LanguageViolation,
} from './check-language.ts';
import { languagePurityRule } from './purity.ts';
import { languageSerializationRule } from './serialization.ts';

/** What `languageConformance` takes. */
export interface LanguageConformanceOptions
  extends Subject<'language'>,
    SuiteOptions,
    Partial<Pick<LanguageCheckOptions, 'maxLength' | 'stringsPerLength' | 'samplesPerLength'>> {}

/** What a rule needs the language to know. */
const needed: Readonly<Record<LanguageRule, keyof Language | undefined>> = {
  description: undefined,
  'valid-lengths': undefined,
  membership: undefined,
  probabilities: undefined,
  samples: undefined,
  frequencies: undefined,
  determinism: undefined,
  entropy: 'entropyGivenLength',
  'pair-counts': 'pairCounts',
  'n-gram-counts': 'ngramCounts',
  'ideal-accuracy': 'idealAccuracy',
  'admissible-next': 'admissibleNext',
};

const defaultMaxLength = 7;

/**
 * The rules of the slot `language`, for one language with one set of options: what `checkLanguage` tries by enumeration up to
 * `maxLength` (7 by default), that answers do not depend on what was asked before, and that options can be stored. What the
 * language does not know in closed form is skipped.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the language refuses its options.
 */
export function languageConformance(options: LanguageConformanceOptions): Suite {
  const { maxLength = defaultMaxLength, stringsPerLength, samplesPerLength } = options;
  const make = makerOf(options);
  const language = make();
  let found: readonly LanguageViolation[] | undefined;
  const violations = (): readonly LanguageViolation[] => {
    const random = randomStream(0, `conformance/${language.name}`);
    found ??= checkLanguage(language, { maxLength, random, stringsPerLength, samplesPerLength });
    return found;
  };
  const rules = (Object.keys(needed) as LanguageRule[]).map((name): Rule => {
    const method = needed[name];
    const isKnown = method === undefined || language[method] !== undefined;
    return {
      name,
      ...(isKnown ? {} : { inapplicable: `the language has no ${method}` }),
      check: () =>
        reportProblems(
          violations()
            .filter(({ rule }) => rule === name)
            .map(({ length, message }) => (length === undefined ? message : `at length ${length}: ${message}`)),
        ),
    };
  });
  return createSuite(
    describeSubject(options),
    [
      metadataRule('language', options),
      ...rules,
      languagePurityRule(language, maxLength),
      languageSerializationRule(options, make, maxLength),
    ],
    options,
  );
}
