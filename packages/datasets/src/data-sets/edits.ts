import type { RandomStream } from '@pushdown/core';

type Edit = (string: readonly number[]) => number[];

/**
 * A string that one edit makes of another: a symbol replaced by a different one, inserted or removed, or two different
 * neighbors exchanged. The kind of edit is uniform over those that the string admits, then its place and symbol.
 */
export function editString(string: readonly number[], alphabetSize: number, random: RandomStream): number[] {
  const place = (): number => random.integer(string.length);
  const insert: Edit = () => string.toSpliced(random.integer(string.length + 1), 0, random.integer(alphabetSize));
  const remove: Edit = () => string.toSpliced(place(), 1);
  const replace: Edit = () => {
    const index = place();
    const other = random.integer(alphabetSize - 1);
    return string.with(index, other < (string[index] as number) ? other : other + 1);
  };
  const borders = string.flatMap((symbol, index) => (index > 0 && symbol !== string[index - 1] ? [index] : []));
  const exchange: Edit = () => {
    const index = borders[random.integer(borders.length)] as number;
    return string.with(index - 1, string[index] as number).with(index, string[index - 1] as number);
  };
  const edits = [
    insert,
    ...(string.length > 0 ? [remove] : []),
    ...(string.length > 0 && alphabetSize > 1 ? [replace] : []),
    ...(borders.length > 0 ? [exchange] : []),
  ];
  return (edits[random.integer(edits.length)] as Edit)(string);
}
