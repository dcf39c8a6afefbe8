import {
  add,
  defineRecurrence,
  formatName,
  mul,
  type NumberFormat,
  neg,
  referenceExecutor,
  roundingOf,
  sum,
  type Tensor,
} from '@pushdown/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const rounding = (format: NumberFormat): ((value: number) => number) =>
  roundingOf(format) ?? expect.fail('this format needs rounding');
const infinity = Number.POSITIVE_INFINITY;
const runs = { numRuns: 500, seed: 2 };

test('float64 needs no rounding, float32 is Math.fround', () => {
  expect(roundingOf('float64')).toBeUndefined();
  expect(roundingOf({ mantissaBits: 52 })).toBeUndefined();
  expect(roundingOf('float32')).toBe(Math.fround);
});

describe.each<[NumberFormat & string, { max: number; overflow: number; smallest: number; spacing: number }]>([
  // overflow is halfway between the largest number and the next power of two.
  ['float16', { max: 65504, overflow: 65520, smallest: 2 ** -24, spacing: 2 ** -10 }],
  [
    'bfloat16',
    { max: (2 - 2 ** -7) * 2 ** 127, overflow: (2 - 2 ** -8) * 2 ** 127, smallest: 2 ** -133, spacing: 2 ** -7 },
  ],
])('%s', (format, { max, overflow, smallest, spacing }) => {
  const round = rounding(format);

  test('keeps its largest and its smallest number', () => {
    for (const value of [max, -max, smallest, -smallest]) expect(round(value)).toBe(value);
  });

  test('overflows to infinity from halfway to the next power of two on', () => {
    expect(round(overflow * (1 - 2 ** -40))).toBe(max);
    expect(round(overflow)).toBe(infinity);
    expect(round(-overflow)).toBe(-infinity);
    expect(round(Number.MAX_VALUE)).toBe(infinity);
  });

  test('has subnormal numbers, all multiples of the smallest', () => {
    expect(round(smallest * 2.6)).toBe(smallest * 3);
    expect(round(smallest * 2.5)).toBe(smallest * 2);
    expect(round(smallest * 0.5)).toBe(0);
    expect(round(smallest * 0.51)).toBe(smallest);
    expect(round(Number.MIN_VALUE)).toBe(0);
  });

  test('rounds ties to even', () => {
    expect(round(1 + spacing / 2)).toBe(1);
    expect(round(1 + 1.5 * spacing)).toBe(1 + 2 * spacing);
    expect(round(-(1 + 1.5 * spacing))).toBe(-(1 + 2 * spacing));
    expect(round(1 + spacing * 0.5001)).toBe(1 + spacing);
    // Below a power of two the numbers are twice as dense.
    expect(round(1 - spacing / 4)).toBe(1);
    expect(round(1 - spacing / 2)).toBe(1 - spacing / 2);
  });

  test('keeps −0, infinities and NaN', () => {
    for (const value of [-0, 0, infinity, -infinity, Number.NaN]) expect(round(value)).toBe(value);
    expect(round(-smallest / 4)).toBe(-0);
  });
});

describe('float16 exhaustively', () => {
  /** The value of a bit pattern, straight from the definition of binary16. */
  function decode(bits: number): number {
    const sign = bits >= 0x8000 ? -1 : 1;
    const exponent = Math.floor(bits / 1024) % 32;
    const fraction = bits % 1024;
    if (exponent === 31) return fraction === 0 ? sign * infinity : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  }
  const round = rounding('float16');
  const wrong = (bits: number[], holds: (bits: number) => boolean): number[] => bits.filter((one) => !holds(one));
  const patterns = Array.from({ length: 65_536 }, (_, bits) => bits);
  const positive = patterns.slice(0, 0x7c00);

  test('all 65,536 bit patterns are kept', () => {
    expect(wrong(patterns, (bits) => Object.is(round(decode(bits)), decode(bits)))).toEqual([]);
  });

  test('every midpoint goes to the even neighbor, and its neighbors to the nearer one', () => {
    const neighbors = (bits: number): { low: number; high: number; middle: number } => {
      const low = decode(bits);
      // After the largest number comes what would be the next one, 65536, which is infinity.
      const next = bits === 0x7bff ? 65_536 : decode(bits + 1);
      return { low, high: bits === 0x7bff ? infinity : next, middle: (low + next) / 2 };
    };
    expect(
      wrong(positive, (bits) => {
        const { low, high, middle } = neighbors(bits);
        const even = bits % 2 === 0 ? low : high;
        const nudge = middle * 2 ** -50;
        return round(middle) === even && round(middle - nudge) === low && round(middle + nudge) === high;
      }),
    ).toEqual([]);
    expect(wrong(positive, (bits) => round(-neighbors(bits).middle) === -round(neighbors(bits).middle))).toEqual([]);
  });
});

describe('k mantissa bits', () => {
  const bits = fc.integer({ min: 1, max: 51 });
  const doubles = fc.double({ noNaN: true });

  test('rounding twice changes nothing', () => {
    fc.assert(
      fc.property(bits, doubles, (mantissaBits, value) => {
        const once = rounding({ mantissaBits })(value);
        expect(rounding({ mantissaBits })(once)).toBe(once);
      }),
      runs,
    );
  });

  test('rounding keeps the order', () => {
    fc.assert(
      fc.property(bits, doubles, doubles, (mantissaBits, a, b) => {
        const round = rounding({ mantissaBits });
        expect(round(Math.min(a, b))).toBeLessThanOrEqual(round(Math.max(a, b)));
      }),
      runs,
    );
  });

  test('the error is at most half the spacing', () => {
    fc.assert(
      fc.property(
        bits,
        fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
        fc.integer({ min: -900, max: 900 }),
        (k, m, e) => {
          const value = m * 2 ** e;
          expect(Math.abs(rounding({ mantissaBits: k })(value) - value)).toBeLessThanOrEqual(2 ** (e - k) / 2);
        },
      ),
      runs,
    );
  });

  test('a result has k bits', () => {
    fc.assert(
      fc.property(bits, fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }), (k, value) => {
        expect(Number.isInteger(rounding({ mantissaBits: k })(value) * 2 ** k)).toBe(true);
      }),
      runs,
    );
  });

  test('23 bits are float32 where float32 is normal', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -126, max: 2 ** 127, noNaN: true }), fc.boolean(), (size, negative) => {
        const value = negative ? -size : size;
        expect(rounding({ mantissaBits: 23 })(value)).toBe(Math.fround(value));
      }),
      runs,
    );
  });
});

describe('fixed point', () => {
  const round = rounding({ integerBits: 2, fractionBits: 3 });

  test('saturates at both ends', () => {
    expect([round(4), round(100), round(infinity)]).toEqual([3.875, 3.875, 3.875]);
    expect([round(-4), round(-4.01), round(-infinity)]).toEqual([-4, -4, -4]);
  });

  test('rounds to multiples of 2^−f, ties to even', () => {
    expect([round(0.0625), round(0.1875), round(-0.1875), round(0.07)]).toEqual([0, 0.25, -0.25, 0.125]);
    expect(round(Number.NaN)).toBeNaN();
  });
});

test.each<[NumberFormat, string]>([
  [{ mantissaBits: 0 }, 'a number has 1 to 52 mantissa bits, not 0'],
  [{ mantissaBits: 53 }, 'not 53'],
  [{ mantissaBits: 2.5 }, 'not 2.5'],
  [{ integerBits: -1, fractionBits: 3 }, 'not -1 and 3'],
  [{ integerBits: 26, fractionBits: 26 }, 'at most 51 together, not 26 and 26'],
  ['float8' as never, 'number format "float8" does not exist'],
])('%o is refused', (format, message) => {
  expect(() => referenceExecutor({ format })).toThrow(message);
});

test.each<[NumberFormat, string]>([
  ['bfloat16', 'bfloat16'],
  [{ mantissaBits: 5 }, '5 mantissa bits'],
  [{ integerBits: 2, fractionBits: 3 }, 'fixed point 2.3'],
])('%o has a name', (format, name) => {
  expect(formatName(format)).toBe(name);
});

describe('an execution', () => {
  // Outputs see what the carry hides: x · x is computed in the step, and the sum is carried.
  const recurrence = defineRecurrence({
    name: 'squares',
    parameters: { start: [] },
    inputs: { x: { shape: [], dtype: 'float' } },
    settings: ['scale'],
    initial: ({ parameters }) => ({ carry: { total: parameters.start as Tensor } }),
    step({ carry, inputs, settings }) {
      const square = mul(mul(inputs.x as Tensor, inputs.x as Tensor), settings.scale as Tensor);
      const total = add(carry.total as Tensor, square);
      return { carry: { total }, outputs: { square, total, input: neg(inputs.x as Tensor) } };
    },
  });
  const values = [0.1, 0.7, 1.3];
  const run = { steps: 3, inputs: { x: values }, settings: { scale: 1 }, keepCarry: true } as const;

  test('rounds the result of every operation, and what comes from outside', () => {
    const round = rounding('float16');
    const execution = referenceExecutor({ format: 'float16' }).prepare(recurrence);
    execution.writeParameter('start', [1 / 3]);
    const { outputs } = execution.forward(run);
    let total = round(1 / 3);
    for (const [step, value] of values.entries()) {
      const square = round(round(value) * round(value));
      total = round(total + square);
      expect(outputs.square?.values[step]).toBe(square);
      expect(outputs.total?.values[step]).toBe(total);
      expect(outputs.input?.values[step]).toBe(-round(value));
    }
    expect(execution.readParameter('start')[0]).toBe(round(1 / 3));
  });

  test('rounds settings too', () => {
    const execution = referenceExecutor({ format: { mantissaBits: 2 } }).prepare(recurrence);
    const { outputs } = execution.forward({ steps: 1, inputs: { x: [1.25] }, settings: { scale: 1.1 } });
    // 1.25² is 1.5 in two bits and 1.1 is 1; with 1.1 itself the product would be 1.75.
    expect(outputs.square?.values[0]).toBe(1.5);
  });

  test('with rounded: carry rounds the carried state and nothing else', () => {
    const round = rounding('float16');
    const execution = referenceExecutor({ format: 'float16', rounded: 'carry' }).prepare(recurrence);
    execution.writeParameter('start', [1 / 3]);
    const { outputs, carry } = execution.forward(run);
    let total = round(1 / 3);
    for (const [step, value] of values.entries()) {
      expect(outputs.square?.values[step]).toBe(value * value);
      expect(outputs.total?.values[step]).toBe(total + value * value);
      total = round(total + value * value);
    }
    expect(carry?.total?.values[0]).toBe(total);
    expect(execution.readParameter('start')[0]).toBe(1 / 3);
  });

  test('with rounded: carry rounds what later steps read of history tables, and not what their own step reads', () => {
    const round = rounding('bfloat16');
    const remembering = defineRecurrence({
      name: 'remembering',
      parameters: {},
      inputs: { x: { shape: [], dtype: 'float' } },
      tables: { seen: [] },
      initial: () => ({ carry: {} }),
      step: ({ inputs, tables }) => {
        const x = inputs.x as Tensor;
        return { carry: {}, outputs: { x, past: sum(tables.seen as Tensor) }, entries: { seen: x } };
      },
    });
    const execution = referenceExecutor({ format: 'bfloat16', rounded: 'carry' }).prepare(remembering);
    const { outputs } = execution.forward({ steps: 3, inputs: { x: [1 / 3, 1 / 7, 0] } });
    expect([...(outputs.x?.values ?? [])]).toEqual([1 / 3, 1 / 7, 0]);
    expect([...(outputs.past?.values ?? [])]).toEqual([0, round(1 / 3), round(1 / 3) + round(1 / 7)]);
  });

  test('says how it rounds', () => {
    expect(referenceExecutor().name).toBe('reference');
    expect(referenceExecutor({ format: 'bfloat16', rounded: 'carry' }).name).toBe('reference (bfloat16, carry only)');
    expect(referenceExecutor({ format: 'float32' }).precision).toBe('float32');
    expect(referenceExecutor({ format: 'float32', rounded: 'carry' }).precision).toBe('float64');
  });
});
