import type { Language } from '@pushdown/core';
import { UsageError } from '../errors.ts';

/** So many symbols are listed in a message. */
const listed = 12;

/**
 * The ids of symbols separated by spaces. Each is looked up as a name first, and read as an id if no symbol has that name;
 * with `idsOnly` every one is an id.
 * @throws UsageError naming the first that is neither.
 */
export function parseSymbols(text: string, { name, alphabet }: Language, idsOnly: boolean): number[] {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  return words.map((word, index) => {
    const named = idsOnly ? -1 : alphabet.indexOf(word);
    if (named !== -1) return named;
    if (/^\d+$/.test(word) && Number(word) < alphabet.length) return Number(word);
    const names = `${alphabet.slice(0, listed).join(' ')}${alphabet.length > listed ? ' …' : ''}`;
    const known = idsOnly ? '' : `its symbols are ${names}, `;
    throw new UsageError(
      `--string: number ${index + 1}, "${word}", is no symbol of ${name}; ${known}with ids 0 to ${alphabet.length - 1}`,
    );
  });
}

/** Names of symbols, separated by spaces. */
export function formatSymbols(string: readonly number[], { alphabet }: Language): string {
  return string.map((symbol) => alphabet[symbol]).join(' ');
}
