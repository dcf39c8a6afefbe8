import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory, type RecurrentModel } from '@pushdown/core';
import {
  nondeterministicStack,
  stratificationStack,
  superpositionStack,
  vectorNondeterministicStack,
} from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';

function countOf(model: RecurrentModel, component: string): number {
  return model.parameters
    .filter((parameter) => parameter.component === component)
    .reduce((total, { shape }) => total + shape.reduce((product, size) => product * size, 1), 0);
}

const sizes = (states: number, symbols: number) => ({ states, symbols });

/** Parameter counts of DuSell & Chiang's (2023) implementation: 20 hidden units, 3 input symbols, 4 output symbols. */
describe('parameter counts equal the reference implementation', () => {
  it('lstm', () => {
    expect(createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 20 }) }).parameterCount).toBe(2084);
  });

  it.each<[string, Memory, number]>([
    ['jm-3', superpositionStack({ size: 3 }), 2450],
    ['jm-10', superpositionStack({ size: 10 }), 3157],
    ['jm-20', superpositionStack({ size: 20 }), 4167],
    ['jm-40', superpositionStack({ size: 40 }), 6187],
    ['jm-3.3.3', superpositionStack({ size: [3, 3, 3] }), 3182],
    ['jm-hidden', superpositionStack({ push: 'hidden' }), 3747],
    ['gref-2', stratificationStack({ size: 2 }), 2328],
    ['gref-20', stratificationStack({ size: 20 }), 4146],
    ['gref-40', stratificationStack({ size: 40 }), 6166],
    ['ns-2-2', nondeterministicStack({ ...sizes(2, 2), normalize: true, statesInReading: false }), 3084],
    ['ns-2-3', nondeterministicStack({ ...sizes(2, 3), normalize: true, statesInReading: false }), 4088],
    ['ns-3-3', nondeterministicStack({ ...sizes(3, 3), normalize: true, statesInReading: false }), 6293],
    ['rns-1-3', nondeterministicStack(sizes(1, 3)), 2765],
    ['rns-2-3', nondeterministicStack(sizes(2, 3)), 4328],
    ['rns-3-3', nondeterministicStack(sizes(3, 3)), 6773],
    ['vrns-1-1-3', vectorNondeterministicStack({ ...sizes(1, 1), size: 3 }), 2453],
    ['vrns-2-1-3', vectorNondeterministicStack({ ...sizes(2, 1), size: 3 }), 2882],
    ['vrns-2-3-3', vectorNondeterministicStack({ ...sizes(2, 3), size: 3 }), 5354],
    ['vrns-2-3-5', vectorNondeterministicStack({ ...sizes(2, 3), size: 5 }), 6358],
  ])('%s', (_name, memory, count) => {
    const model = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 20 }), memory });
    expect(model.parameterCount).toBe(count);
  });

  it('puts its action and push layers into the component memory (Das & Mali 2024)', () => {
    const model = createRecurrentModel({
      alphabetSize: 3,
      controller: lstm({ size: 20 }),
      memory: superpositionStack({ size: 10 }),
    });
    const components = ['controller', 'memory', 'classifier', 'embedding'];
    expect(components.map((component) => countOf(model, component))).toEqual([2800, 273, 84, 0]);
  });
});

/** On the Penn Treebank: 10 000 words, embeddings of the size of the hidden state, and the next word after each word. */
describe('parameter counts on the Penn Treebank, by component', () => {
  it.each<[string, number, Memory | undefined, readonly [number, number, number, number]]>([
    ['lstm-256', 256, undefined, [526_336, 0, 2_560_000, 2_570_000]],
    ['lstm-258', 258, undefined, [534_576, 0, 2_580_000, 2_590_000]],
    ['lstm-267', 267, undefined, [572_448, 0, 2_670_000, 2_680_000]],
    ['jm-hidden-247', 247, superpositionStack({ push: 'hidden', depth: 10 }), [734_084, 744, 2_470_000, 2_480_000]],
    ['jm-learned-22', 256, superpositionStack({ size: 22, depth: 10 }), [548_864, 6425, 2_560_000, 2_570_000]],
    ['rns-1-29', 256, nondeterministicStack({ ...sizes(1, 29), window: 35 }), [556_032, 439_727, 2_560_000, 2_570_000]],
    ['rns-2-13', 256, nondeterministicStack({ ...sizes(2, 13), window: 35 }), [552_960, 360_828, 2_560_000, 2_570_000]],
    ['rns-4-5', 256, nondeterministicStack({ ...sizes(4, 5), window: 35 }), [546_816, 226_160, 2_560_000, 2_570_000]],
    ['rns-4-3', 256, nondeterministicStack({ ...sizes(4, 3), window: 35 }), [538_624, 86_352, 2_560_000, 2_570_000]],
    [
      'ns-4-3',
      256,
      nondeterministicStack({ ...sizes(4, 3), normalize: true, statesInReading: false }),
      [529_408, 86_352, 2_560_000, 2_570_000],
    ],
    [
      'vrns-1-1-256',
      256,
      vectorNondeterministicStack({ ...sizes(1, 1), size: 256 }),
      [788_480, 66_819, 2_560_000, 2_570_000],
    ],
    [
      'vrns-1-1-32',
      256,
      vectorNondeterministicStack({ ...sizes(1, 1), size: 32 }),
      [559_104, 9027, 2_560_000, 2_570_000],
    ],
    [
      'vrns-1-5-20',
      256,
      vectorNondeterministicStack({ ...sizes(1, 5), size: 20 }),
      [628_736, 19_295, 2_560_000, 2_570_000],
    ],
    [
      'vrns-2-3-10',
      256,
      vectorNondeterministicStack({ ...sizes(2, 3), size: 10 }),
      [587_776, 24_168, 2_560_000, 2_570_000],
    ],
    [
      'vrns-3-3-5',
      256,
      vectorNondeterministicStack({ ...sizes(3, 3), size: 5 }),
      [572_416, 49_863, 2_560_000, 2_570_000],
    ],
  ])('%s', (_name, size, memory, counts) => {
    const model = createRecurrentModel({
      alphabetSize: 10_000,
      controller: lstm({ size }),
      ...(memory === undefined ? {} : { memory }),
      embedding: { size },
      predict: 'stream',
    });
    expect(['controller', 'memory', 'embedding', 'classifier'].map((component) => countOf(model, component))).toEqual(
      counts,
    );
    expect(model.parameterCount).toBe(counts.reduce((total, count) => total + count, 0));
  });
});
