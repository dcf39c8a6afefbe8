const familiar = ['(', ')', '[', ']', '{', '}', '<', '>'];

/** Names of the symbols of bracket types: ( ) [ ] { } < >, then (4 )4 (5 )5 and so on. */
export function bracketNames(types: number): readonly string[] {
  return Array.from(
    { length: 2 * types },
    (_, symbol) => familiar[symbol] ?? `${symbol % 2 === 0 ? '(' : ')'}${Math.floor(symbol / 2)}`,
  );
}

/**
 * For each position of a balanced string, the position of the bracket that opens its pair; undefined if the string is not
 * balanced. Type i opens with 2i and closes with 2i + 1.
 */
export function pairedOpenings(string: readonly number[], types: number): readonly number[] | undefined {
  const open: number[] = [];
  const openings: number[] = [];
  for (const [position, symbol] of string.entries()) {
    if (!Number.isInteger(symbol) || symbol < 0 || symbol >= 2 * types) return undefined;
    if (symbol % 2 === 0) {
      open.push(position);
      openings.push(position);
      continue;
    }
    const opening = open.pop();
    if (opening === undefined || string[opening] !== symbol - 1) return undefined;
    openings.push(opening);
  }
  return open.length === 0 ? openings : undefined;
}
