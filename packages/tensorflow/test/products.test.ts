import { tensorflowProducts } from '@pushdown/tensorflow';
import type { HostProduct, ProductOperand } from '@pushdown/tensors';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines } from './engines.ts';

const native = engines.find(({ name }) => name === 'tensorflow') as (typeof engines)[number];
const products = tensorflowProducts();
if (native.missing === undefined) await products.load?.();

/** Axes with the sides they are in, and sizes; of the last axis of an operand there may be more in memory. */
const axis = fc.record({
  sides: fc.constantFrom('left result', 'right result', 'left right', 'left right result'),
  size: fc.integer({ min: 1, max: 5 }),
  order: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
});
const cases = fc.record({ axes: fc.array(axis, { minLength: 1, maxLength: 5 }), extra: fc.nat(2), seed: fc.nat(1e6) });

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

function productOf({ axes, extra, seed }: Case): HostProduct {
  const side = (name: string, place: number): ProductOperand => {
    const own = axes
      .map(({ sides, size, order }, index) => ({ sides, size, order, label: String.fromCharCode(97 + index) }))
      .filter(({ sides }) => sides.split(' ').includes(name))
      .sort((a, b) => (a.order[place] as number) - (b.order[place] as number))
      .map(({ label, size }, index, all) => ({
        label,
        size,
        allocated: size + (name !== 'result' && index === all.length - 1 ? extra : 0),
      }));
    const count = own.reduce((total, { allocated }) => total * allocated, 1);
    const values = Float32Array.from({ length: count }, (_, index) => Math.sin(seed + 31 * place + index));
    return { axes: own, values };
  };
  return { left: side('left', 0), right: side('right', 1), result: side('result', 2) };
}

/** Where an operand has the element at values of all labels. */
function placeOf({ axes }: ProductOperand, at: ReadonlyMap<string, number>): number {
  return axes.reduce((place, { label, allocated }) => place * allocated + (at.get(label) as number), 0);
}

/** Summed term by term, in float64. */
function literal({ left, right, result }: HostProduct): Float64Array {
  const sizes = [
    ...new Map([left, right].flatMap(({ axes }) => axes.map(({ label, size }) => [label, size] as const))),
  ];
  const sums = new Float64Array(result.values.length);
  const count = sizes.reduce((total, [, size]) => total * size, 1);
  for (let index = 0; index < count; index++) {
    let rest = index;
    const at = new Map(
      sizes.map(([label, size]) => {
        const value = rest % size;
        rest = Math.floor(rest / size);
        return [label, value] as const;
      }),
    );
    const place = placeOf(result, at);
    const [a, b] = [left.values[placeOf(left, at)] as number, right.values[placeOf(right, at)] as number];
    sums[place] = (sums[place] as number) + a * b;
  }
  return sums;
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const [left, right] = [a, b].map(({ buffer }) => new Uint8Array(buffer)) as [Uint8Array, Uint8Array];
  return Buffer.compare(left, right) === 0;
}

describe.skipIf(native.missing)(`products on ${native.title}`, () => {
  it('are sums of products in any order of axes, whatever stands behind the elements in memory', () => {
    const before = tf.memory().numTensors;
    fc.assert(
      fc.property(cases, (given) => {
        const product = productOf(given);
        const expected = literal(product);
        products.multiply(product);
        const errors = product.result.values.map((value, place) => Math.abs(value - (expected[place] as number)));
        // At most 5⁵ products of numbers below 1.
        expect(Math.max(...errors)).toBeLessThan(1e-4);
      }),
      { numRuns: 150 },
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leave the operands as they are, and give equal bits again', () => {
    const axes = (...list: [string, number][]) => list.map(([label, size]) => ({ label, size, allocated: size }));
    const values = (count: number) => Float32Array.from({ length: count }, (_, index) => Math.sin(index));
    const result = { axes: axes(['a', 35], ['d', 300], ['c', 32]), values: new Float32Array(35 * 300 * 32) };
    const left = { axes: axes(['a', 35], ['b', 256], ['c', 32]), values: values(35 * 256 * 32) };
    const right = { axes: axes(['b', 256], ['d', 300]), values: values(256 * 300) };
    products.multiply({ left, right, result });
    const first = result.values.slice();
    result.values.fill(Number.NaN);
    products.multiply({ left, right, result });
    expect(sameBits(result.values, first)).toBe(true);
    expect(sameBits(left.values, values(35 * 256 * 32))).toBe(true);
    expect(sameBits(right.values, values(256 * 300))).toBe(true);
  });

  it('leave the backend in use that was in use', async () => {
    const before = tf.getBackend();
    await tf.setBackend('cpu');
    products.multiply(
      productOf({ axes: [{ sides: 'left right result', size: 2, order: [0, 0, 0] }], extra: 0, seed: 1 }),
    );
    expect(tf.getBackend()).toBe('cpu');
    if (before) await tf.setBackend(before);
  });
});
