const familiar = ['(', ')', '[', ']', '{', '}', '<', '>'];

/** Names of the brackets of `types` types: the opening one of type i has id 2i, the closing one 2i + 1. */
export function bracketNames(types: number): readonly string[] {
  return Array.from({ length: 2 * types }, (_, id) => familiar[id] ?? `${id % 2 === 0 ? '(' : ')'}${(id >> 1) + 1}`);
}

export function opening(type: number): number {
  return 2 * type;
}

export function closing(type: number): number {
  return 2 * type + 1;
}

export function isOpening(symbol: number): boolean {
  return symbol % 2 === 0;
}

/** The types of the brackets that are open after a prefix, the innermost last; undefined after a prefix of no string. */
export function openBrackets(prefix: readonly number[], types: number): number[] | undefined {
  const open: number[] = [];
  for (const symbol of prefix) {
    if (!Number.isInteger(symbol) || symbol < 0 || symbol >= 2 * types) return undefined;
    const type = symbol >> 1;
    if (isOpening(symbol)) open.push(type);
    else if (open.pop() !== type) return undefined;
  }
  return open;
}
