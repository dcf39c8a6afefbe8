import type { Transduction } from '@pushdown/core';
import { alphabetProblems, levelProblems, listingProblems } from '../language/declarations.ts';
import { drawInputs } from './draw.ts';

/** What is wrong with the alphabets and the level. */
export function descriptionProblems({ inputAlphabet, outputAlphabet, level }: Transduction): string[] {
  return [
    ...alphabetProblems(inputAlphabet, 'the input alphabet'),
    ...alphabetProblems(outputAlphabet, 'the output alphabet'),
    ...levelProblems(level),
  ];
}

/** What is wrong with the lengths that are listed, by themselves and compared with what can be drawn. */
export function lengthProblems(task: Transduction, maxLength: number): string[] {
  const problems = listingProblems((min, max) => task.validLengths(min, max), maxLength).map(({ length, message }) =>
    length === undefined ? message : `at length ${length}: ${message}`,
  );
  const listed = task.validLengths(0, maxLength);
  if (listed.length === 0) problems.push(`lists no length up to ${maxLength}; try it with a larger maxLength`);
  for (let length = 0; length <= maxLength; length++) {
    const refusal = refusalOf(task, length);
    if (listed.includes(length) && refusal !== undefined)
      problems.push(`at length ${length}: is listed, but drawing an input throws: ${refusal}`);
    if (!listed.includes(length) && refusal === undefined)
      problems.push(`at length ${length}: draws an input, though the length is not listed; expected an error`);
  }
  return problems;
}

/** What drawing an input throws, or undefined. */
function refusalOf(task: Transduction, length: number): string | undefined {
  try {
    drawInputs(task, length, 1);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
