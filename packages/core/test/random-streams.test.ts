import { constant, type RandomStream, randomStream, restoreStream, uniform, xavierUniform } from '@pushdown/core';
import { describe, expect, test } from 'vitest';

const draw = (stream: RandomStream, count = 5): number[] => Array.from({ length: count }, () => stream.uniform());

// Regression values: results of studies can be repeated only as long as these never change.
test('streams never change', () => {
  expect(draw(randomStream(1, 'data'), 3)).toEqual([0.7654200929291818, 0.6412359324244644, 0.5433943464089674]);
  const stream = randomStream(7, 'shuffle');
  expect([stream.integer(10), stream.integer(10), stream.integer(2 ** 40)]).toEqual([4, 7, 57007975308]);
  expect(stream.shuffle(['a', 'b', 'c', 'd', 'e'])).toEqual(['d', 'b', 'c', 'e', 'a']);
  expect(stream.state()).toEqual([-1348092688, 1948075529, -1911086721, 1791351333]);
});

test('the same seed and name give the same numbers; a number and its text are one seed', () => {
  expect(draw(randomStream(5, 'data'))).toEqual(draw(randomStream(5, 'data')));
  expect(draw(randomStream(5, 'data'))).toEqual(draw(randomStream('5', 'data')));
});

test('other seeds, other names, and names that join to the same text give other numbers', () => {
  const first = [
    randomStream(5, 'data'),
    randomStream(6, 'data'),
    randomStream(5, 'dat'),
    randomStream(5, 'parameters'),
    randomStream('5d', 'ata'),
    randomStream('5","', 'data'),
  ].map((stream) => stream.uniform());
  expect(new Set(first).size).toBe(first.length);
});

test('a stored state continues where the stream stood, and a draw does not change it', () => {
  const stream = randomStream(2, 'data');
  stream.shuffle([1, 2, 3]);
  const state = stream.state();
  const rest = draw(stream);
  expect(draw(restoreStream(state))).toEqual(rest);
  expect(draw(restoreStream(JSON.parse(JSON.stringify(state))))).toEqual(rest);
});

describe('distributions, with fixed seeds', () => {
  test('uniform has mean ½, variance 1/12 and even deciles', () => {
    const count = 100_000;
    const numbers = draw(randomStream(11, 'uniform'), count);
    const mean = numbers.reduce((total, value) => total + value, 0) / count;
    const variance = numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / count;
    // Four standard errors.
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / count));
    expect(Math.min(...numbers.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers.slice(0, 1000))).toBeLessThan(1);
    expect(
      chiSquare(
        numbers.map((value) => Math.floor(value * 10)),
        10,
      ),
    ).toBeLessThan(27.9);
  });

  test('integers are even over their range', () => {
    const stream = randomStream(12, 'integers');
    const numbers = Array.from({ length: 70_000 }, () => stream.integer(7));
    // 0.999 quantile of chi-square with 6 degrees of freedom.
    expect(chiSquare(numbers, 7)).toBeLessThan(22.5);
  });

  test('all orders of three items are equally frequent', () => {
    const stream = randomStream(13, 'orders');
    const orders = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'];
    const numbers = Array.from({ length: 60_000 }, () => orders.indexOf(stream.shuffle(['a', 'b', 'c']).join('')));
    // 0.999 quantile with 5 degrees of freedom.
    expect(chiSquare(numbers, 6)).toBeLessThan(20.5);
  });

  function chiSquare(numbers: readonly number[], classes: number): number {
    const counts = new Array<number>(classes).fill(0);
    for (const number of numbers) counts[number] = (counts[number] as number) + 1;
    const expected = numbers.length / classes;
    return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  }
});

test('a shuffle is a permutation and leaves its argument alone', () => {
  const items = Object.freeze(Array.from({ length: 50 }, (_, index) => index));
  const shuffled = randomStream(1, 'shuffle').shuffle(items);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  expect(randomStream(1, 'shuffle').shuffle([])).toEqual([]);
});

describe('integers', () => {
  test('reach 0 and bound − 1 and nothing beyond', () => {
    const stream = randomStream(1, 'bounds');
    const numbers = Array.from({ length: 200 }, () => stream.integer(3));
    expect([...new Set(numbers)].sort()).toEqual([0, 1, 2]);
    expect(stream.integer(1)).toBe(0);
    const large = Array.from({ length: 50 }, () => stream.integer(Number.MAX_SAFE_INTEGER));
    expect(large.every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(true);
    expect(Math.max(...large)).toBeGreaterThan(2 ** 52);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 53])('a bound of %s is refused', (bound) => {
    expect(() => randomStream(1, 'bounds').integer(bound)).toThrow(`a bound is a positive integer, not ${bound}`);
  });
});

describe('initializers', () => {
  test('constant fills the shape', () => {
    expect([...constant(0.5).sample([2, 2], randomStream(1, 'x'))]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(constant(0.5).sample([], randomStream(1, 'x'))).toHaveLength(1);
  });

  test('uniform stays within its bound, on both sides of 0', () => {
    const values = uniform(0.1).sample([40, 5], randomStream(1, 'x'));
    expect(values).toHaveLength(200);
    expect(Math.max(...values)).toBeGreaterThan(0.08);
    expect(Math.max(...values)).toBeLessThan(0.1);
    expect(Math.min(...values)).toBeLessThan(-0.08);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.1);
  });

  test('xavierUniform has the bound gain · sqrt(6 / (fanIn + fanOut))', () => {
    const values = xavierUniform({ fanIn: 20, fanOut: 4, gain: 2 }).sample([500], randomStream(1, 'x'));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.98);
    expect(xavierUniform({ fanIn: 20, fanOut: 4 }).name).toBe('xavierUniform(20, 4, 1)');
  });
});
