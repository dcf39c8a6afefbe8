/** A run of one symbol. */
export interface Block {
  readonly symbol: number;
  readonly count: number;
}

/** A string as runs, such as a a a b b as [3 a, 2 b]: each run has at least one symbol, neighbors have different ones. */
export type Blocks = readonly Block[];

/** `count` times the symbol with the id `symbol`. */
export function block(symbol: number, count: number): Block {
  return { symbol, count };
}

/** The string that the runs make. */
export function spellBlocks(blocks: Blocks): number[] {
  return blocks.flatMap(({ symbol, count }) => new Array<number>(count).fill(symbol));
}

/** The runs of a string. */
export function blocksOf(string: readonly number[]): Blocks {
  const blocks: { symbol: number; count: number }[] = [];
  for (const symbol of string) {
    const last = blocks.at(-1);
    if (last?.symbol === symbol) last.count++;
    else blocks.push({ symbol, count: 1 });
  }
  return blocks;
}

export function equalBlocks(first: Blocks, second: Blocks): boolean {
  return (
    first.length === second.length &&
    first.every(({ symbol, count }, index) => second[index]?.symbol === symbol && second[index]?.count === count)
  );
}
