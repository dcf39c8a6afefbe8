import { describe, expect, it } from 'vitest';
import { bestTile } from '../src/emit/tile.ts';
import { add, atom, constantOf, type Polynomial, zero } from '../src/index-maps/polynomial.ts';
import { type Expression, type Loop, laneAtom } from '../src/loops/kernel.ts';

type Load = Extract<Expression, { readonly kind: 'load' }>;

const rows: Loop = { variable: 'v0', lower: [zero], upper: [constantOf(20)] };
const columns: Loop = { variable: 'v1', lower: [zero], upper: [constantOf(80)] };

function load(id: number, ...variables: readonly string[]): Load {
  const offset = variables.reduce<Polynomial>((sum, variable) => add(sum, atom(variable)), zero);
  return {
    kind: 'load',
    buffer: { id, name: `b${id}`, sizes: [4], laneAxis: undefined, slots: 'one' },
    slot: zero,
    offset,
  };
}

function sizes(loops: readonly Loop[], loads: readonly Load[], registers: readonly number[] = []): unknown {
  const tile = bestTile(loops, [{ count: 1, loads }], registers);
  return [tile.registers, ...tile.sides.map(({ variable, size }) => `${variable}: ${size}`).sort()];
}

describe('a tile', () => {
  it('loads least for each result, among those that fit into registers, whole or in pieces', () => {
    // Three registers of the batch by three weights: 6 loads for 9 products.
    expect(sizes([columns], [load(0, laneAtom), load(1, 'v1')], [3, 1])).toEqual([3, 'v1: 3']);
    // The same for a gradient of weights, a sum over the batch.
    expect(sizes([rows, columns], [load(0, 'v0', laneAtom), load(1, 'v1', laneAtom)])).toEqual([1, 'v0: 3', 'v1: 3']);
  });

  it('has several sums to go on with where nothing that is loaded is shared', () => {
    // An addition takes three cycles; one sum alone would wait for itself.
    expect(sizes([columns], [load(0, 'v1', laneAtom)])).toEqual([1, 'v1: 4']);
    // The registers of a batch are as many sums already.
    expect(sizes([columns], [load(0, 'v1', laneAtom)], [4, 2, 1])).toEqual([4]);
  });
});
