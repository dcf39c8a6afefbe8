import { LanguageError } from '../errors.ts';
import type { Template } from './template.ts';

/**
 * Everything this folder computes relies on three things: the slots of a variable agree on how many options it has, every
 * slot shows them as different symbols (so that a string tells its variables, and seeing one slot is knowing the others),
 * and all symbols are in the alphabet.
 *
 * @throws LanguageError naming language, length and position of the first slot that is wrong.
 */
export function checkTemplate(language: string, alphabetSize: number, length: number, template: Template): void {
  const fail = (problem: string): never => {
    throw new LanguageError(`the template of language "${language}" for length ${length}: ${problem}`);
  };
  if (template.length !== length) fail(`has ${template.length} slots; it needs one for each position`);
  const options = new Map<number, number>();
  for (const [position, { variable, symbols }] of template.entries()) {
    const outside = symbols.find((symbol) => !Number.isInteger(symbol) || symbol < 0 || symbol >= alphabetSize);
    if (outside !== undefined)
      fail(`symbol ${outside} at position ${position} is not an id from 0 to ${alphabetSize - 1}`);
    if (symbols.length === 0) fail(`position ${position} has no symbol`);
    if (new Set(symbols).size < symbols.length) fail(`position ${position} shows two options as the same symbol`);
    if (variable === undefined) {
      if (symbols.length > 1) fail(`position ${position} is fixed but has ${symbols.length} symbols`);
    } else {
      const known = options.get(variable) ?? symbols.length;
      if (known !== symbols.length)
        fail(`position ${position} gives variable ${variable} ${symbols.length} options, an earlier one ${known}`);
      options.set(variable, known);
    }
  }
}
