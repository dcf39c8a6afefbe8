import { describe, expect, it } from 'vitest';
import { piecesOf } from '../src/emit/pieces.ts';
import { constantOf, zero } from '../src/index-maps/polynomial.ts';
import type { Buffer, Expression } from '../src/loops/kernel.ts';

function buffer(id: number): Buffer {
  return { id, name: `b${id}`, sizes: [4], laneAxis: undefined, slots: 'one' };
}

/** What a tile adds to its totals: every row times every column. */
function products(rows: number, columns: number): Expression[] {
  const load = (id: number, place: number): Expression => ({
    kind: 'load',
    buffer: buffer(id),
    slot: zero,
    offset: constantOf(place),
  });
  return Array.from({ length: rows * columns }, (_, index) => ({
    kind: 'operation',
    primitive: 'mul',
    args: [load(0, Math.floor(index / columns)), load(1, index % columns)],
  }));
}

describe('the pieces of a round', () => {
  it('are one where totals and loads fit into registers together', () => {
    expect([...piecesOf(products(2, 3))]).toEqual([]);
    expect([...piecesOf(products(4, 2))]).toEqual([]);
  });

  it('begin where a register is free for what is loaded next', () => {
    // Three columns stay; each row is needed for three products.
    expect([...piecesOf(products(3, 3))]).toEqual([3, 6]);
  });

  it('end with every product where none shares what it loads with the next but one register', () => {
    expect([...piecesOf(products(12, 1))]).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
    expect([...piecesOf(products(1, 12))]).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
    expect([...piecesOf([])]).toEqual([]);
  });
});
