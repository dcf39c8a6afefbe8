import { operationError } from './errors.ts';

/** Names under which other libraries keep the numbers of a tensor. */
export const valueNames = ['value', 'values', 'item', 'data', 'dataSync', 'array', 'arraySync'] as const;

const hints: Readonly<Record<string, string>> = {
  number: 'as a JavaScript number',
  string: 'as text or as an index',
  default: 'in a JavaScript comparison or sum',
};

/**
 * Ends a step whose code depends on numbers.
 * @param tensor its description.
 * @param hint what JavaScript wanted it to become, as `Symbol.toPrimitive` is told, or in words.
 */
export function failAsValue(tensor: string, hint: string): never {
  throw operationError(
    `a tensor has no value while a step is traced: ${tensor} was used ${hints[hint] ?? hint}; ` +
      'compute with operations, compare with less(…) or equal(…), and choose with where(…)',
  );
}
