import type { Language, LanguageLevel } from '@pushdown/core';
import { asPairs } from '../counts/ngram-tally.ts';
import { LanguageError } from '../errors.ts';
import { checkTemplate } from './check.ts';
import { ngramCounts } from './ngram-counts.ts';
import { matches, sampleString } from './strings.ts';
import type { Template } from './template.ts';
import { entropy, expectedErrors } from './variables.ts';

/**
 * A language whose strings of each length are the instances of one template. All non-context-free tasks of DuSell &
 * Chiang 2023 are such languages, with the lengths offset + period · k for a size k ≥ 0: {w # w^R # w} has three slots for
 * every symbol of w and two more.
 */
export interface TemplateLanguageDefinition {
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly level: LanguageLevel;
  readonly lengths: { readonly offset: number; readonly period: number };
  /** The template of a size. It has offset + period · size slots. */
  template(size: number): Template;
}

/** A language all of whose reference values are known in closed form. */
export type ExactLanguage = Language &
  Required<Pick<Language, 'entropyGivenLength' | 'idealAccuracy' | 'pairCounts' | 'ngramCounts'>>;

/**
 * The language of a family of templates, uniform over the strings of each length. Sampling, probabilities, membership and
 * the reference values all follow from the templates.
 *
 * @throws LanguageError when the lengths make no sense. The functions of the language throw it when asked about a length of
 *   which there is no string, or when the template of a length is not well formed.
 */
export function templateLanguage(definition: TemplateLanguageDefinition): ExactLanguage {
  const { name, alphabet, level, lengths } = definition;
  const { offset, period } = lengths;
  if (!Number.isInteger(offset) || offset < 0 || !Number.isInteger(period) || period < 1) {
    throw new LanguageError(
      `language "${name}": lengths need a whole offset ≥ 0 and a whole period ≥ 1, not ${offset} and ${period}`,
    );
  }

  const isValid = (length: number): boolean =>
    Number.isInteger(length) && length >= offset && (length - offset) % period === 0;

  // Kept, because making and checking a template costs more than drawing a string from it.
  const templates = new Map<number, Template>();

  function templateOf(length: number): Template {
    if (!isValid(length)) throw new LanguageError(noSuchLength(definition, length));
    let template = templates.get(length);
    if (template === undefined) {
      template = definition.template((length - offset) / period);
      checkTemplate(name, alphabet.length, length, template);
      templates.set(length, template);
    }
    return template;
  }

  const contains = (string: readonly number[]): boolean =>
    isValid(string.length) && matches(templateOf(string.length), string);

  return {
    name,
    alphabet,
    level,
    validLengths(min, max) {
      const smallest = Math.max(0, Math.ceil((min - offset) / period));
      const count = Math.max(0, Math.floor((max - offset) / period) - smallest + 1);
      return Array.from({ length: count }, (_, index) => offset + period * (smallest + index));
    },
    sample: (length, random) => sampleString(templateOf(length), random),
    contains,
    logProbability: (string) => (contains(string) ? -entropy(templateOf(string.length)) : -Infinity),
    entropyGivenLength: (length) => entropy(templateOf(length)),
    idealAccuracy: (length) => 1 - expectedErrors(templateOf(length)) / (length + 1),
    pairCounts: (length) => asPairs(ngramCounts(templateOf(length), alphabet.length, 2)),
    ngramCounts: (length, order) => ngramCounts(templateOf(length), alphabet.length, order),
  };
}

function noSuchLength({ name, lengths: { offset, period } }: TemplateLanguageDefinition, length: number): string {
  const below = offset + period * Math.floor((length - offset) / period);
  const nearest =
    below >= offset
      ? `the nearest valid lengths are ${below} and ${below + period}`
      : `the shortest string has length ${offset}`;
  return `language "${name}" has no string of length ${length}; ${nearest}`;
}
