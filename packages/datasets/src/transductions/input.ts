import { LanguageError } from '../errors.ts';

/**
 * Checks what a transduction was given.
 * @throws LanguageError when a symbol is outside the alphabet, or the input is of no form that the task knows.
 */
export function checkInput(
  task: string,
  input: readonly number[],
  alphabetSize: number,
  form: string,
  hasForm: boolean,
): void {
  const place = input.findIndex((symbol) => !Number.isInteger(symbol) || symbol < 0 || symbol >= alphabetSize);
  if (place !== -1) {
    throw new LanguageError(
      `transduction "${task}": symbol ${input[place]} at position ${place} is not an id from 0 to ${alphabetSize - 1}`,
    );
  }
  if (!hasForm) throw new LanguageError(`transduction "${task}": the input ${input.join(' ')} is not ${form}`);
}

/** @throws LanguageError when a task has no input of this length. */
export function checkLength(task: string, length: number, valid: boolean, lengths: string): void {
  if (Number.isInteger(length) && valid) return;
  throw new LanguageError(`transduction "${task}" has no input of length ${length}; ${lengths}`);
}
