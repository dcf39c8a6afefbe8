import {
  add,
  defineRecurrence,
  differentiate,
  fill,
  log,
  logSoftmax,
  mul,
  placeOf,
  type StepResult,
  softplus,
  square,
  sum,
  type Tensor,
  TensorError,
  tanh,
  topologicalOrder,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';

/** The line of this file that a function is on, as places name it. */
function lineHere(offset = 0): string {
  const [, , caller] = (new Error().stack ?? '').split('\n');
  const line = Number(/:(\d+):\d+\)?$/.exec(caller ?? '')?.[1]);
  return `places.test.ts:${line + offset}:`;
}

/** Traces a step with one state `h` [2, 3]. */
function trace(step: (h: Tensor) => unknown): void {
  defineRecurrence({
    name: 'cell',
    parameters: {},
    inputs: {},
    initial: () => ({ carry: { h: zeros([2, 3]) } }),
    step: ({ carry }) => step(carry.h as Tensor) as StepResult,
  });
}

function traced(use: (h: Tensor) => Tensor): Tensor {
  let result: Tensor | undefined;
  trace((h) => {
    result = use(h);
    return { carry: { h } };
  });
  return result as Tensor;
}

describe('the place of a tensor', () => {
  test('is the line that called the operation, also of one made of others', () => {
    const here = lineHere();
    expect(placeOf(traced((h) => tanh(h)))).toContain(lineHere());
    expect(placeOf(traced((h) => logSoftmax(h)))).toContain(lineHere());
    for (const part of topologicalOrder([traced((h) => softplus(h))])) {
      if (part.primitive !== 'leaf') expect(placeOf(part)).toContain(lineHere(-1));
    }
    expect(here).toMatch(/^places\.test\.ts:\d+:$/);
  });

  test('names the column as well', () => {
    expect(placeOf(fill([], 1))).toMatch(/^places\.test\.ts:\d+:\d+$/);
  });

  test('is that of the operation whose derivative a tensor is', () => {
    const x = fill([3], 2);
    const product = square(x);
    const place = lineHere(-1);
    const result = sum(log(product));
    const [gradient] = differentiate([{ result, cotangent: fill([], 1) }], [x]);
    expect(placeOf(gradient as Tensor)).toContain(place);
  });

  test('is found in the stacks of other engines than V8', () => {
    const { captureStackTrace, prepareStackTrace } = Error;
    try {
      Error.captureStackTrace = undefined as never;
      Error.prepareStackTrace = (_error, calls) =>
        calls
          .map((call) => `${call.getFunctionName() ?? ''}@${call.getFileName()}:${call.getLineNumber()}:1`)
          .join('\n');
      expect(placeOf(fill([], 1))).toMatch(/^places\.test\.ts:\d+:1$/);
    } finally {
      Object.assign(Error, { captureStackTrace, prepareStackTrace });
    }
  });

  test('does not exist for what has a name instead', () => {
    expect(placeOf(traced((h) => h))).toBeUndefined();
  });

  test('is known again after an error in an operation', () => {
    expect(() => add(zeros([2]), zeros([3]))).toThrow(TensorError);
    expect(placeOf(zeros([]))).toContain(lineHere());
  });
});

describe('errors name the place', () => {
  test('of an operation whose arguments do not fit', () => {
    const attempt = (): unknown => traced((h) => mul(h, zeros([4])));
    expect(attempt).toThrow(`(${lineHere(-1)}`);
    expect(attempt).toThrow('mul: shapes [2, 3] and [4] do not broadcast; given [2, 3] (carry h)');
  });

  test('of a state that has another shape than it began with', () => {
    const attempt = (): void => trace((h) => ({ carry: { h: sum(h, 0) } }));
    expect(attempt).toThrow(`made at ${lineHere(-1)}`);
  });
});

describe('code that depends on numbers is an error', () => {
  const list = [1, 2, 3];
  // What TypeScript forbids, authors of JavaScript write.
  const uses: Readonly<Record<string, (h: never) => unknown>> = {
    'h > 0': (h) => h > 0,
    // biome-ignore lint/suspicious/noDoubleEquals: what is tested here
    'h == 0': (h) => (h as unknown) == 0,
    '+h': (h) => +h,
    'h + 1': (h) => (h as number) + 1,
    'a template': (h) => `${h}`,
    'an index': (h) => list[h],
    'Math.max': (h) => Math.max(h, 0),
    spreading: (h) => Math.max(...(h as unknown as number[])),
    'taking apart': (h) => {
      const [first] = h as unknown as Tensor[];
      return first;
    },
    'a loop': (h) => {
      for (const row of h as unknown as Tensor[]) return row;
    },
    'its value': (h) => (h as { readonly value: number }).value,
    'its data': (h) => (h as { readonly dataSync: () => number[] }).dataSync(),
  };
  test.each(Object.entries(uses))('%s', (_name, use) => {
    const attempt = (): void => trace((h) => ({ carry: { h: use(h as never) as Tensor } }));
    expect(attempt).toThrow(TensorError);
    expect(attempt).toThrow('a tensor has no value while a step is traced: [2, 3] (carry h) was used');
    expect(attempt).toThrow('where(…)');
    expect(attempt).toThrow('(places.test.ts:');
  });

  test('but looking at a tensor is not', () => {
    expect(Object.keys(traced((h) => tanh(h)))).toContain('shape');
    expect(JSON.parse(JSON.stringify(zeros([2])))).toMatchObject({ primitive: 'fill', shape: [2] });
  });
});

describe('a step has to return a record of tensors at once', () => {
  test.each([
    ['nothing', () => undefined, 'cell: step returned nothing; it must return { carry }'],
    ['a promise', async (h: Tensor) => ({ carry: { h } }), 'cell: step returned a promise'],
    ['a promise that fails', async () => Promise.reject(new Error('later')), 'so it cannot be async'],
    ['a tensor', (h: Tensor) => h, 'cell: step returned a tensor alone'],
    ['a number', () => 3, 'cell: step returned a number'],
  ] as const)('%s is an error', (_name, step, message) => {
    expect(() => trace(step)).toThrow(TensorError);
    expect(() => trace(step)).toThrow(message);
  });

  test('and so has an initial state', () => {
    expect(() =>
      defineRecurrence({
        name: 'cell',
        parameters: {},
        inputs: {},
        initial: () => undefined as never,
        step: ({ carry }) => ({ carry }),
      }),
    ).toThrow('cell: initial returned nothing');
  });
});
