import { tensorflowExecutor } from '@pushdown/tensorflow';
import {
  abs,
  add,
  apply,
  argMax,
  broadcastTo,
  cast,
  concat,
  cumsum,
  defineRecurrence,
  div,
  divNoNan,
  einsum,
  equal,
  exp,
  fill,
  floor,
  gather,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  max,
  maximum,
  minimum,
  mul,
  neg,
  type PrimitiveName,
  pad,
  pow,
  range,
  referenceExecutor,
  reshape,
  reverse,
  sigmoid,
  sign,
  slice,
  sqrt,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  topologicalOrder,
  transpose,
  where,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { engines } from './engines.ts';

/** Operands: [2, 3, 4], [3, 1], [4] and [0, 3] floats, with zeros, negative numbers and ties among them. */
interface Operands {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly z: Tensor;
  readonly none: Tensor;
}
type Case = (operands: Operands) => Tensor;

const positive = (x: Tensor): Tensor => add(abs(x), 0.25);
const positiveOrZero = (x: Tensor): Tensor => where(less(x, 0), 0, x);
const int = (x: Tensor): Tensor => cast(mul(x, 2), 'int');
const truth = (x: Tensor): Tensor => less(x, 0.5);

/** Eight axes: more than WebAssembly computes with, some of them stretched when it meets the same with other axes left out. */
const deep = (x: Tensor): Tensor => reshape(x, [2, 1, 3, 1, 2, 1, 2, 1]);
const deepToo = (x: Tensor): Tensor => reshape(slice(x, [0, 0, 0], [2, 3, 2]), [2, 2, 1, 3, 1, 1, 1, 1]);

/** Every primitive, in the shapes that steps have and in those that are easily forgotten. */
const cases: { readonly [P in Exclude<PrimitiveName, 'leaf'>]: readonly Case[] } = {
  fill: [
    () => fill([2, 2], -1.5),
    () => fill([], 3, 'int'),
    () => fill([2], 1, 'bool'),
    () => fill([0, 2], 1),
    () => fill([2], Number.NEGATIVE_INFINITY),
  ],
  range: [() => range(5), () => range(0), () => range(1)],
  neg: [({ x }) => neg(x), ({ x }) => neg(int(x))],
  abs: [({ x }) => abs(x), ({ x }) => abs(int(x))],
  sign: [({ x }) => sign(x), ({ x }) => sign(int(x))],
  exp: [({ x }) => exp(x), ({ x }) => exp(where(truth(x), Number.NEGATIVE_INFINITY, x))],
  log: [({ x }) => log(positive(x)), ({ x }) => log(positiveOrZero(x))],
  log1p: [({ x }) => log1p(mul(positive(x), 1e-6))],
  sqrt: [({ x }) => sqrt(positive(x)), ({ x }) => sqrt(positiveOrZero(x))],
  floor: [({ x }) => floor(x)],
  tanh: [({ x }) => tanh(x)],
  sigmoid: [({ x }) => sigmoid(mul(x, 40))],
  logicalNot: [({ x }) => logicalNot(truth(x))],
  cast: [
    ({ x }) => cast(x, 'int'),
    ({ x }) => cast(mul(x, 0.25), 'bool'),
    ({ x }) => cast(int(x), 'bool'),
    ({ x }) => cast(int(x), 'float'),
    ({ x }) => cast(truth(x), 'float'),
    ({ x }) => cast(truth(x), 'int'),
  ],
  stopGradient: [({ x }) => mul(stopGradient(x), x)],
  add: [({ x, y }) => add(x, y), ({ x, z }) => add(z, x), ({ x, y }) => add(int(x), int(y)), ({ x }) => add(x, x)],
  sub: [({ x, y }) => sub(x, y), ({ x, y }) => sub(int(y), int(x)), ({ y, z }) => sub(y, z)],
  mul: [
    ({ x }) => mul(deep(x), deepToo(x)),
    ({ x, y }) => mul(x, y),
    ({ x, z }) => mul(int(z), int(x)),
    ({ none }) => mul(none, 2),
  ],
  div: [({ x, z }) => div(x, positive(z)), ({ x }) => div(1, positive(x))],
  divNoNan: [
    ({ x }) => divNoNan(deep(x), deepToo(x)),
    ({ x, z }) => divNoNan(x, z),
    ({ x, y }) => divNoNan(y, x),
    ({ x }) => divNoNan(2, x),
  ],
  pow: [({ x, y }) => pow(positive(x), y), ({ x }) => pow(positiveOrZero(x), 2), ({ x, z }) => pow(positive(z), x)],
  maximum: [({ x, y }) => maximum(x, y), ({ x }) => maximum(x, 0), ({ x, z }) => maximum(int(z), int(x))],
  minimum: [({ x, y }) => minimum(y, x), ({ x }) => minimum(0, x), ({ x, z }) => minimum(int(z), int(x))],
  less: [
    ({ x }) => less(deep(x), deepToo(x)),
    ({ x, y }) => less(x, y),
    ({ x, z }) => less(int(z), int(x)),
    ({ x, y }) => less(truth(x), truth(y)),
  ],
  lessEqual: [
    ({ x, y }) => lessEqual(x, y),
    ({ x, z }) => lessEqual(int(z), int(x)),
    ({ x, y }) => lessEqual(truth(x), truth(y)),
  ],
  equal: [({ x, z }) => equal(x, z), ({ x, y }) => equal(int(x), int(y)), ({ x, y }) => equal(truth(x), truth(y))],
  logicalAnd: [({ x, y }) => logicalAnd(truth(x), truth(y)), ({ x, z }) => logicalAnd(truth(z), truth(x))],
  logicalOr: [({ x, y }) => logicalOr(truth(x), truth(y)), ({ x, z }) => logicalOr(truth(z), truth(x))],
  where: [
    ({ x }) => where(truth(deep(x)), deepToo(x), 0),
    ({ x, y, z }) => where(truth(y), x, z),
    ({ x, y, z }) => where(truth(x), y, z),
    ({ x }) => where(truth(x), 1, 0),
    ({ x, z }) => where(truth(z), int(x), 7),
    ({ x, z }) => where(truth(z), truth(x), truth(z)),
    ({ y, z }) => where(less(sum(y), 0), z, y),
  ],
  sum: [
    ({ x }) => sum(deep(x), [2, 3, 6]),
    ({ x }) => sum(x),
    ({ x }) => sum(x, 1),
    ({ x }) => sum(x, [0, 2]),
    ({ x }) => sum(x, []),
    ({ none }) => sum(none, 0),
  ],
  max: [
    ({ x }) => max(deep(x), [0, 4]),
    ({ x }) => max(x),
    ({ x }) => max(x, 1),
    ({ x }) => max(x, [0, 2]),
    ({ x }) => max(x, []),
    ({ none }) => max(none, 0),
  ],
  argMax: [
    ({ x }) => argMax(deep(x), 2),
    ({ x }) => argMax(x, 0),
    ({ x }) => argMax(x, 1),
    ({ x }) => argMax(floor(x), 2),
    ({ none }) => argMax(none, 0),
  ],
  cumsum: [
    ({ x }) => cumsum(deep(x), 4, true),
    ({ x }) => cumsum(x, 0),
    ({ x }) => cumsum(x, 1, true),
    ({ x }) => cumsum(x, 2, false, true),
    ({ x }) => cumsum(x, 1, true, true),
    ({ none }) => cumsum(none, 1),
  ],
  einsum: [
    ({ x }) => einsum('abcdefgh,ibcdefgh->ai', deep(x), deep(x)),
    ({ x }) => einsum('abcdefgh,abcdxfyh->bcadefghxy', deep(x), deep(x)),
    ({ x, z }) => einsum('abc,c->ab', x, z),
    ({ x }) => einsum('abc,abc->', x, x),
    ({ x }) => einsum('abc,abc->a', x, x),
    ({ x }) => einsum('abc,abc->cab', x, x),
    ({ x }) => einsum('abc,dbc->ad', x, x),
    ({ x }) => einsum('abc,adc->adb', x, x),
    ({ x }) => einsum('abc,adc->bda', x, x),
    ({ x }) => einsum('abc,abd->cd', x, x),
    ({ x }) => einsum('abc,abd->adc', x, x),
    ({ x }) => einsum('abc,dec->bade', x, x),
    ({ x, z }) => einsum('abc,d->adbc', x, z),
    ({ x, z }) => einsum('abc,d->bc', x, z),
    ({ z }) => einsum('a,b->ba', z, z),
    ({ z }) => einsum('a,a->', z, z),
    ({ y, z }) => einsum('ab,c->ac', y, z),
    ({ z }) => einsum(',a->a', sum(z), z),
    ({ x, none }) => einsum('ab,cbd->acd', none, x),
    ({ none }) => einsum('ab,ac->bc', none, none),
  ],
  reshape: [
    ({ x }) => reshape(x, [6, 4]),
    ({ y }) => reshape(y, [3]),
    ({ none }) => reshape(none, [3, 0]),
    ({ z }) => reshape(sum(z), [1, 1]),
  ],
  transpose: [
    ({ x }) => transpose(deep(x), [2, 3, 0, 1, 4, 7, 6, 5]),
    ({ x }) => transpose(x, [2, 0, 1]),
    ({ x }) => transpose(x, [0, 1, 2]),
    ({ none }) => transpose(none, [1, 0]),
    ({ x }) => transpose(truth(x), [1, 0, 2]),
  ],
  broadcastTo: [
    ({ x }) => broadcastTo(deep(x), [2, 2, 3, 3, 2, 1, 2, 2]),
    ({ z }) => broadcastTo(reshape(sum(z), [1, 1, 1, 1, 1, 1, 1]), [2, 1, 2, 2, 2, 2, 2, 2]),
    ({ y }) => broadcastTo(y, [2, 3, 4]),
    ({ z }) => broadcastTo(sum(z), [2, 2]),
    ({ z }) => broadcastTo(z, [4]),
    ({ z }) => broadcastTo(truth(z), [2, 4]),
  ],
  slice: [
    ({ x }) => slice(deep(x), [1, 0, 1, 0, 0, 0, 0, 0], [1, 1, 2, 1, 2, 1, 1, 1]),
    ({ x }) => slice(x, [1, 0, 1], [1, 2, 3]),
    ({ x }) => slice(x, [0, 3, 0], [2, 0, 4]),
    ({ x }) => slice(x, [0, 0, 0], [2, 3, 4]),
    ({ x }) => slice(int(x), [0, 1, 0], [2, 2, 1]),
  ],
  pad: [
    ({ x }) =>
      pad(
        deep(x),
        [
          [0, 0],
          [1, 0],
          [0, 2],
          [0, 0],
          [0, 0],
          [0, 0],
          [1, 1],
          [0, 0],
        ],
        2,
      ),
    ({ x }) =>
      pad(
        x,
        [
          [0, 1],
          [2, 0],
          [1, 1],
        ],
        -1,
      ),
    ({ none }) =>
      pad(
        none,
        [
          [1, 1],
          [0, 0],
        ],
        5,
      ),
    ({ x }) =>
      pad(x, [
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ({ z }) => pad(int(z), [[1, 2]], 9),
    ({ z }) => pad(truth(z), [[1, 2]], 1),
  ],
  concat: [
    ({ x }) => concat([deep(x), deep(x)], 4),
    ({ x }) => concat([x, x, mul(x, 2)], 1),
    ({ y, none }) => concat([none, reshape(y, [1, 3])], 0),
    ({ none }) => concat([none, none], 0),
    ({ z }) => concat([int(z), int(z)], 0),
    ({ z }) => concat([truth(z), truth(z)], 0),
  ],
  reverse: [
    ({ x }) => reverse(deep(x), [2, 3, 6]),
    ({ x }) => reverse(x, 1),
    ({ x }) => reverse(x, [0, 2]),
    ({ x }) => reverse(x, []),
    ({ none }) => reverse(none, 1),
  ],
  gather: [
    ({ x }) => gather(x, fill([3], 1, 'int')),
    ({ z }) => gather(z, reshape(cast(broadcastTo(fill([], 2), [2, 2]), 'int'), [2, 2])),
    ({ x }) => gather(x, fill([], 0, 'int')),
    ({ x }) => gather(x, fill([0], 0, 'int')),
  ],
  scatterAdd: [
    ({ x }) => apply('scatterAdd', [x, range(2)], { rows: 4 }),
    ({ x }) => apply('scatterAdd', [reshape(x, [2, 3, 4]), fill([2, 3], 1, 'int')], { rows: 2 }),
    ({ none }) => apply('scatterAdd', [none, fill([0], 0, 'int')], { rows: 2 }),
    ({ z }) => apply('scatterAdd', [z, fill([4], 0, 'int')], { rows: 2 }),
  ],
};

/** Sixteenths, which float32 has exactly; the same number appears more than once. */
const numbers = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, index) => (((index * 7 + seed * 5) % 19) - 8) / 4);

const operands = {
  x: { shape: [2, 3, 4], values: numbers(24, 1) },
  y: { shape: [3, 1], values: numbers(3, 2) },
  z: { shape: [4], values: numbers(4, 3) },
  none: { shape: [0, 3], values: [] },
};

function recurrenceOf(make: Case) {
  return defineRecurrence({
    name: 'case',
    parameters: Object.fromEntries(Object.entries(operands).map(([name, { shape }]) => [name, shape])),
    inputs: {},
    initial: () => ({ carry: {} }),
    step: ({ parameters }) => {
      const result = make(parameters as unknown as Operands);
      const value = cast(result, 'float');
      // Weights that differ, so that a gradient in the wrong place shows.
      const weights = reshape(div(add(cast(range(sizeOf(value)), 'float'), 1), 4), value.shape);
      const finite = where(less(abs(value), 1e30), value, 0);
      return { carry: {}, outputs: { value, loss: sum(mul(finite, weights)) } };
    },
  });
}

function sizeOf({ shape }: Tensor): number {
  return (shape as readonly number[]).reduce((total, size) => total * size, 1);
}

const listed = Object.entries(cases).flatMap(([primitive, list]) =>
  list.map((make, index) => ({ primitive, title: `${primitive} ${index + 1}`, make })),
);

it.each(listed)('$title is a case of its primitive', ({ primitive, make }) => {
  const { outputs } = recurrenceOf(make).step;
  expect(topologicalOrder(Object.values(outputs)).map((tensor) => tensor.primitive)).toContain(primitive);
});

describe.each(engines.map((each) => [each.title, each] as const))('%s', (_title, { name, missing }) => {
  it.skipIf(missing).each(listed)('$title: value and gradients are those of the reference', ({ make }) => {
    const recurrence = recurrenceOf(make);
    const trainable = Object.keys(operands);
    const [actual, expected] = [tensorflowExecutor(name), referenceExecutor()].map((executor) => {
      const execution = executor.prepare(recurrence, { trainable });
      for (const [path, { values }] of Object.entries(operands)) execution.writeParameter(path, values);
      const result = execution.gradients({ steps: 1, inputs: {} });
      execution.dispose();
      return result;
    });
    const close = (found: ArrayLike<number>, wanted: ArrayLike<number>): void => {
      expect(found).toHaveLength(wanted.length);
      for (const [index, value] of Array.from(wanted).entries()) {
        const other = found[index] as number;
        if (other === value) continue;
        expect(Math.abs(other - value), `${other} instead of ${value} at ${index}`).toBeLessThan(
          2e-6 + 4e-6 * Math.abs(value),
        );
      }
    };
    expect(actual?.outputs.value?.shape).toEqual(expected?.outputs.value?.shape);
    close(actual?.outputs.value?.values ?? [], expected?.outputs.value?.values ?? []);
    for (const path of trainable) close(actual?.gradients[path] ?? [], expected?.gradients[path] ?? []);
  });
});
