import {
  abs,
  add,
  apply,
  argMax,
  broadcastTo,
  capacity,
  cast,
  concat,
  cumsum,
  type DataType,
  defineRecurrence,
  div,
  divNoNan,
  type Execution,
  einsum,
  equal,
  exp,
  expandDims,
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
  oneHot,
  type PrimitiveName,
  pad,
  pow,
  type Recurrence,
  range,
  reshape,
  reverse,
  sigmoid,
  sign,
  slice,
  sliceAxis,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  type Tensors,
  tanh,
  transpose,
  type UpdateDefinition,
  where,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { differences, flatten, randomRun } from './support/compare.ts';
import { lstm } from './support/lstm.ts';
import { check, prepare, tolerance } from './support/pair.ts';
import { updates } from './support/updates.ts';

/** What primitives are applied to: numbers by sequence, and numbers that all sequences share. */
interface Operands {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly symbols: Tensor;
  readonly flag: Tensor;
  readonly p: Tensor;
  readonly w: Tensor;
}

/** Every application keeps the batch, which may be in front or last. Comparisons are of numbers that both executors have exactly. */
const applications: Readonly<Record<Exclude<PrimitiveName, 'leaf'>, (operands: Operands) => readonly Tensor[]>> = {
  fill: ({ x }) => [mul(x, fill([1, 3], 0.5))],
  range: ({ x }) => [mul(x, cast(range(3), 'float'))],
  neg: ({ x, symbols }) => [neg(x), cast(neg(symbols), 'float')],
  exp: ({ x }) => [exp(x)],
  log: ({ x }) => [log(add(abs(x), 0.5))],
  log1p: ({ x }) => [log1p(abs(x))],
  sqrt: ({ x }) => [sqrt(add(abs(x), 0.1)), sqrt(maximum(x, 0))],
  abs: ({ x }) => [abs(x)],
  sign: ({ x, y, symbols }) => [mul(sign(x), y), cast(sign(sub(symbols, 1)), 'float')],
  floor: ({ x, y }) => [mul(floor(mul(x, 3)), y)],
  tanh: ({ x }) => [tanh(x)],
  sigmoid: ({ x }) => [sigmoid(x)],
  logicalNot: ({ x, flag }) => [where(logicalNot(flag), x, 0.5), where(logicalNot(less(x, 0)), x, 1)],
  cast: ({ x, y, symbols, flag }) => [
    mul(cast(flag, 'float'), x),
    cast(cast(mul(x, 5), 'int'), 'float'),
    cast(symbols, 'float'),
    where(cast(expandDims(symbols, 1), 'bool'), x, y),
    where(cast(cast(flag, 'int'), 'bool'), x, y),
    cast(cast(floor(x), 'bool'), 'float'),
  ],
  stopGradient: ({ x, p }) => [mul(stopGradient(mul(x, p)), x)],
  add: ({ x, y, p, symbols }) => [add(x, y), add(p, x), add(x, 1.5), cast(add(symbols, 2), 'float')],
  sub: ({ x, y, p }) => [sub(x, y), sub(p, x)],
  mul: ({ x, y, p, symbols }) => [mul(x, y), mul(p, x), cast(mul(symbols, symbols), 'float')],
  div: ({ x, y }) => [div(x, add(abs(y), 0.5))],
  divNoNan: ({ x, y }) => [divNoNan(x, where(less(y, 0.25), 0, add(y, 0.1)))],
  pow: ({ x, y, p }) => [pow(add(abs(x), 0.2), y), pow(abs(x), add(abs(p), 1)), pow(maximum(x, 0), 2)],
  maximum: ({ x, y, p }) => [maximum(x, y), maximum(x, p), maximum(x, x)],
  minimum: ({ x, y, p }) => [minimum(x, y), minimum(p, x)],
  less: ({ x, y, p, flag }) => [
    where(less(x, y), x, y),
    where(less(p, x), x, 0),
    where(less(flag, logicalNot(flag)), x, y),
  ],
  lessEqual: ({ x, y, flag }) => [where(lessEqual(x, y), y, 0.5), where(lessEqual(flag, less(x, 0)), x, y)],
  equal: ({ x, symbols, flag }) => [
    where(equal(expandDims(symbols, 1), range(3)), x, 0.1),
    where(equal(flag, less(x, 0)), x, 0.1),
    where(equal(flag, fill([], 1, 'bool')), x, 0.1),
    mul(oneHot(symbols, 3), x),
  ],
  logicalAnd: ({ x, y, flag }) => [where(logicalAnd(flag, less(x, y)), x, 0)],
  logicalOr: ({ x, y, flag }) => [where(logicalOr(flag, less(x, y)), x, 0)],
  where: ({ x, y, p, flag }) => [where(flag, x, p), where(fill([], 1, 'bool'), x, y), where(less(p, 0), x, y)],
  sum: ({ x, p }) => [sum(x, 1), mul(sum(x, 0), p), sum(x), sum(concat([x, mul(x, x)], 1), 1, true)],
  max: ({ x, y }) => [max(x, 1), max(concat([x, y], 1), 1), max(expandDims(x, 1), [1, 2])],
  argMax: ({ x, y }) => [cast(argMax(x, 1), 'float'), cast(argMax(concat([x, y, x], 1), 1), 'float')],
  cumsum: ({ x, y, p, w }) => [
    ...[false, true].flatMap((exclusive) =>
      [false, true].map((fromEnd) => cumsum(concat([x, tanh(y)], 1), 1, exclusive, fromEnd)),
    ),
    cumsum(einsum('bi,bj->ijb', x, y), 0, false, true),
    cumsum(einsum('bi,bj->ijb', x, y), 1, true),
    mul(cumsum(p), x),
    cumsum(mul(w, 2), 1, true, true),
    cumsum(sliceAxis(x, 1, 0, 1), 1, true),
    cumsum(fill([4], 0.5)),
  ],
  einsum: ({ x, y, p, w }) => [
    einsum('bi,io->bo', x, w),
    einsum('io,bi->ob', w, x),
    einsum('bi,bi->b', x, y),
    einsum('bi,bj->bij', x, y),
    einsum('bi,bj->ij', x, y),
    einsum('bi,i->b', x, p),
    einsum('bi,jo->bi', x, w),
    einsum('bi,bi->', x, y),
  ],
  reshape: ({ x, w }) => [
    reshape(x, [x.shape[0] as number, 3, 1]),
    tanh(reshape(einsum('bi,io->bo', x, w), [x.shape[0] as number, 2, 2])),
    reshape(einsum('bi,bj->bij', x, x), [x.shape[0] as number, 9]),
  ],
  transpose: ({ x }) => [transpose(x), tanh(transpose(einsum('bi,bj->bij', x, sliceAxis(x, 1, 1)), [2, 0, 1]))],
  broadcastTo: ({ x, p }) => [broadcastTo(x, [2, ...x.shape]), add(broadcastTo(p, x.shape), x)],
  slice: ({ x }) => [slice(x, [0, 1], [x.shape[0] as number, 2]), sliceAxis(x, 1, 0, 1)],
  pad: ({ x, y, p }) => [
    pad(x, [
      [0, 0],
      [1, 2],
    ]),
    mul(
      pad(
        x,
        [
          [0, 0],
          [2, 0],
        ],
        0.5,
      ),
      pad(
        y,
        [
          [0, 0],
          [0, 2],
        ],
        0.25,
      ),
    ),
    where(
      pad(
        less(x, 0),
        [
          [0, 0],
          [1, 1],
        ],
        1,
      ),
      1.5,
      pad(x, [
        [0, 0],
        [1, 1],
      ]),
    ),
    mul(pad(p, [[2, 3]], 0.75), 2),
  ],
  concat: ({ x, y, p }) => [
    concat([x, y], 1),
    tanh(add(concat([x, y], 1), concat([y, x], 1))),
    concat([broadcastTo(p, x.shape), x], 1),
    concat([p, mul(p, 2), fill([2], 1)]),
  ],
  reverse: ({ x, p }) => [reverse(x, 1), reverse(concat([p, fill([2], 0.5)]), 0)],
  gather: ({ x, w, p, symbols }) => [
    gather(w, symbols),
    gather(p, symbols),
    mul(gather(transpose(w), argMax(x, 1)), x),
    gather(concat([w, mul(w, 2)]), concat([add(symbols, 1), symbols])),
    gather(w, range(2)),
    gather(expandDims(w, 1), expandDims(symbols, 1)),
    sum(gather(w, symbols)),
  ],
  scatterAdd: ({ x, w, p, symbols }) => [
    apply('scatterAdd', [x, symbols], { rows: 5 }),
    mul(apply('scatterAdd', [sum(x, 1), symbols], { rows: 3 }), p),
    apply('scatterAdd', [w, fill([3], 1, 'int')], { rows: 2 }),
    apply('scatterAdd', [fill(x.shape, 0.25), argMax(x, 1)], { rows: 3 }),
    apply('scatterAdd', [einsum('bi,bj->bij', x, x), symbols], { rows: 3 }),
  ],
};

/** A recurrence around one application: its results go into a state, the outputs and the loss, and two parameters act on it. */
function around(applied: (operands: Operands) => readonly Tensor[], batch: number, batchSize?: number): Recurrence {
  return defineRecurrence({
    name: 'around',
    ...(batchSize === undefined ? {} : { batchSize }),
    parameters: { p: [3], w: [3, 4] },
    inputs: {
      x: { shape: [batch, 3], dtype: 'float' },
      y: { shape: [batch, 3], dtype: 'float' },
      symbols: { shape: [batch], dtype: 'int' },
      flag: { shape: [batch, 1], dtype: 'bool' },
    },
    initial: () => ({ carry: { h: fill([batch, 3], 0.125) } }),
    step: ({ parameters, inputs, carry }) => {
      const [p, w] = [parameters.p as Tensor, parameters.w as Tensor];
      const operands = (x: Tensor, y: Tensor): Operands => ({
        ...(inputs as Readonly<Record<'symbols' | 'flag', Tensor>>),
        x,
        y,
        p,
        w,
      });
      // On inputs, so that what is compared is exact; and on what learns, for the gradients.
      const exact = applied(operands(inputs.x as Tensor, inputs.y as Tensor));
      const x = add(mul(inputs.x as Tensor, p), mul(0.25, carry.h as Tensor));
      const learned = applied(operands(x, sub(mul(inputs.y as Tensor, 0.75), mul(p, 0.5))));
      const total = learned.reduce((all, result) => add(all, sum(square(result))), zeros([]));
      const h = tanh(mul(add(x, carry.h as Tensor), 0.5));
      const outputs: Tensors = Object.fromEntries(
        [...exact, ...learned].map((result, index) => [`result ${index}`, result]),
      );
      return { carry: { h }, outputs: { ...outputs, loss: mul(total, 0.1) } };
    },
  });
}

describe.each(Object.entries(applications))('%s', (_name, applied) => {
  it.each([1, 3, 4, 10, 37])('agrees for a batch of %i', (batch) => {
    const recurrence = around(applied, batch, batch);
    const pair = prepare(recurrence, ['p', 'w']);
    for (const steps of [2, 0, 3]) check(pair, recurrence, steps);
  });
  it('agrees without a batch', () => {
    const recurrence = around(applied, 3);
    const pair = prepare(recurrence, ['p', 'w']);
    for (const steps of [3, 1]) check(pair, recurrence, steps);
  });
});

/** A memory that grows with the run, in two arrangements, with settings and an input that the initial state reads. */
function growing(batch: number): Recurrence {
  return defineRecurrence({
    name: 'growing',
    batchSize: batch,
    parameters: { weights: [2, 3], start: [3] },
    inputs: {
      x: { shape: [batch, 2], dtype: 'float', initial: true },
      moves: { shape: [batch], dtype: 'float' },
    },
    settings: ['rate', 'floor'],
    initial: ({ parameters, inputs, settings }) => {
      const first = einsum('bi,io->bo', inputs.x as Tensor, parameters.weights as Tensor);
      const elements = broadcastTo(expandDims(parameters.start as Tensor, 0), [batch, capacity, 3]);
      const reading = tanh(mul(first, settings.rate as Tensor));
      return { carry: { elements, reading }, outputs: { reading, loss: mul(sum(reading), 0.5) } };
    },
    step: ({ parameters, inputs, settings, carry }) => {
      const { elements, reading } = carry as Readonly<Record<'elements' | 'reading', Tensor>>;
      const value = tanh(add(einsum('bi,io->bo', inputs.x as Tensor, parameters.weights as Tensor), reading));
      const pushed = concat([expandDims(value, 1), sliceAxis(elements, 1, 0, -1)], 1);
      const popped = concat([sliceAxis(elements, 1, 1), zeros([batch, 1, 3])], 1);
      const share = expandDims(expandDims(sigmoid(inputs.moves as Tensor), 1), 2);
      const next = add(mul(share, pushed), mul(sub(1, share), popped));
      const weights = mul(max(next, [2]), settings.rate as Tensor);
      const read = tanh(add(einsum('bnk,bn->bk', next, weights), settings.floor as Tensor));
      return {
        carry: { elements: next, reading: read },
        outputs: { reading: read, loss: mul(sum(square(read)), 0.1) },
      };
    },
  });
}

describe('a run', () => {
  it('of any length and capacity follows any other on one execution', () => {
    const recurrence = growing(5);
    const pair = prepare(recurrence, ['weights', 'start']);
    for (const [steps, size] of [
      [40, undefined],
      [7, 12],
      [400, undefined],
      [7, 3],
      [0, undefined],
      [40, 5],
    ] as const) {
      const run = {
        ...randomRun(recurrence, steps, steps),
        keepCarry: true,
        ...(size === undefined ? {} : { capacity: size }),
      };
      // Rounding errors of all earlier steps act on the later ones.
      const loose = { relative: 1e-4, absolute: 1e-5 };
      expect(differences(pair.compiled.gradients(run), pair.reference.gradients(run), loose)).toEqual([]);
      expect(differences(pair.compiled.forward(run), pair.reference.forward(run), loose)).toEqual([]);
    }
  });

  it('of no steps has the outputs of the initial state, and its gradients', () => {
    const recurrence = growing(3);
    const pair = prepare(recurrence, ['weights', 'start']);
    const run = { ...randomRun(recurrence, 0, 2), keepCarry: true };
    const result = pair.compiled.gradients(run);
    expect(result.outputs.reading?.shape).toEqual([1, 3, 3]);
    expect(result.gradients.weights?.some((value) => value !== 0)).toBe(true);
    expect(result.gradients.start).toEqual(new Float32Array(3));
    expect(differences(result, pair.reference.gradients(run), tolerance)).toEqual([]);
  });

  it('that continues from a state is the rest of one run, bit by bit', () => {
    const recurrence = lstm({ batch: 10 });
    const { compiled, reference } = prepare(recurrence, []);
    const whole = randomRun(recurrence, 9, 5, 3);
    const part = (from: number, to: number) => ({
      steps: to - from,
      inputs: Object.fromEntries(
        Object.entries(whole.inputs).map(([name, values]) => [name, Array.from(values).slice(10 * from, 10 * to)]),
      ),
      keepCarry: true,
    });
    const once = compiled.forward({ ...whole, keepCarry: true });
    const { carry } = compiled.forward(part(0, 4));
    if (carry === undefined) throw new Error('the state was asked for');
    const rest = compiled.forward({ ...part(4, 9), carry });
    expect(rest.carry).toEqual(once.carry);
    expect(rest.outputs.logits?.values).toEqual(once.outputs.logits?.values.slice(4 * 30));
    const expected = reference.forward(part(0, 4)).carry;
    expect(
      differences({ outputs: {}, carry }, { outputs: {}, ...(expected && { carry: expected }) }, tolerance),
    ).toEqual([]);
  });

  it('that continues has no gradient through its initial state, and no output of it', () => {
    const recurrence = growing(3);
    const pair = prepare(recurrence, ['weights', 'start']);
    const first = { ...randomRun(recurrence, 4, 5), capacity: 6, keepCarry: true };
    pair.compiled.gradients(first);
    const { carry } = pair.reference.forward(first);
    if (carry === undefined) throw new Error('the state was asked for');
    const second = { ...randomRun(recurrence, 3, 6), capacity: 6, carry };
    const result = pair.compiled.gradients(second);
    expect(result.outputs.reading?.shape).toEqual([3, 3, 3]);
    expect(result.gradients.start).toEqual(new Float32Array(3));
    expect(differences(result, pair.reference.gradients(second), tolerance)).toEqual([]);
  });

  it('returns the outputs that are asked for', () => {
    const recurrence = growing(3);
    const { compiled } = prepare(recurrence, ['weights']);
    const run = randomRun(recurrence, 4, 5);
    expect(Object.keys(compiled.forward({ ...run, outputs: ['reading'] }).outputs)).toEqual(['reading']);
    expect(Object.keys(compiled.gradients({ ...run, outputs: [] }).outputs)).toEqual([]);
    expect(compiled.gradients({ ...run, outputs: [] }).loss).toBe(compiled.gradients(run).loss);
  });

  it('has a loss and no gradients where nothing learns', () => {
    const recurrence = growing(3);
    const pair = prepare(recurrence, []);
    const run = { ...randomRun(recurrence, 4, 5), outputs: [] };
    expect(pair.compiled.gradients(run).gradients).toEqual({});
    expect(differences(pair.compiled.gradients(run), pair.reference.gradients(run), tolerance)).toEqual([]);
  });

  it('depends on its settings', () => {
    const recurrence = growing(3);
    const { compiled } = prepare(recurrence, []);
    const run = randomRun(recurrence, 4, 5);
    const other = { ...run, settings: { ...run.settings, floor: -2 } };
    expect(compiled.forward(other).outputs).not.toEqual(compiled.forward(run).outputs);
  });

  it('is the same, bit by bit, on every execution', () => {
    const recurrence = growing(10);
    const run = randomRun(recurrence, 20, 5);
    const [first, second] = [1, 2].map(() =>
      flatten(prepare(recurrence, ['weights', 'start']).compiled.gradients(run)),
    );
    expect(first).toEqual(second);
  });
});

describe.each(Object.entries(updates))('training by %s', (_name, { update, settings }) => {
  it('agrees over ten steps', () => {
    const recurrence = lstm({ batch: 10 });
    const trainable = Object.keys(recurrence.parameters);
    const { compiled, reference } = prepare(recurrence, trainable, update);
    const loose = { relative: 2e-4, absolute: 2e-5 };
    const losses: number[] = [];
    for (let step = 1; step <= 10; step++) {
      const run = randomRun(recurrence, 6, step % 2, 3);
      const [actual, expected] = [compiled, reference].map((execution) => execution.train(run, settings(step)));
      if (actual === undefined || expected === undefined) throw new Error('two executions');
      expect(differences(actual, expected, loose)).toEqual([]);
      losses.push(actual.loss);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
    const read = (execution: Execution) => ({
      outputs: {},
      gradients: Object.fromEntries(
        trainable.flatMap((path) => [
          [path, execution.readParameter(path)],
          ...update.slots.map((slot) => [`${slot} of ${path}`, execution.readSlot(slot, path)]),
        ]),
      ),
    });
    expect(differences(read(compiled), read(reference), loose)).toEqual([]);
  });

  it('continues where slots were read and written', () => {
    const recurrence = lstm({ batch: 4 });
    const trainable = ['weights'];
    const [whole, stopped, resumed] = [1, 2, 3].map(() => prepare(recurrence, trainable, update).compiled);
    if (whole === undefined || stopped === undefined || resumed === undefined) throw new Error('three executions');
    const run = randomRun(recurrence, 5, 1, 3);
    for (const step of [1, 2]) whole.train(run, settings(step));
    stopped.train(run, settings(1));
    resumed.writeParameter('weights', stopped.readParameter('weights'));
    for (const slot of update.slots) resumed.writeSlot(slot, 'weights', stopped.readSlot(slot, 'weights'));
    resumed.train(run, settings(2));
    expect(resumed.readParameter('weights')).toEqual(whole.readParameter('weights'));
  });
});

describe('frozen parameters', () => {
  it('stay as they are, bit by bit, over 100 steps', () => {
    const recurrence = lstm({ batch: 4 });
    const trainable = ['classifier weights', 'weights'];
    const { compiled } = prepare(recurrence, trainable, updates.momentum.update);
    const before = Object.keys(recurrence.parameters).map((path) => [path, compiled.readParameter(path)] as const);
    for (let step = 0; step < 100; step++) {
      compiled.train(randomRun(recurrence, 1 + (step % 7), step, 3), { learningRate: 0.05 });
      if (step % 10 === 0) compiled.forward(randomRun(recurrence, 3, step, 3));
    }
    for (const [path, values] of before) {
      const after = compiled.readParameter(path);
      if (trainable.includes(path)) expect(after).not.toEqual(values);
      else expect(after).toEqual(values);
    }
  });
});

describe('regressions', () => {
  it('a batch of 1 stretched to another size is no batch', () => {
    const recurrence = defineRecurrence({
      name: 'stretched',
      batchSize: 1,
      parameters: { p: [3] },
      inputs: { x: { shape: [1, 3], dtype: 'float' } },
      initial: () => ({ carry: { h: zeros([1, capacity, 3]) } }),
      step: ({ parameters, inputs, carry }) => {
        const h = broadcastTo(mul(inputs.x as Tensor, parameters.p as Tensor), [1, capacity, 3]);
        return { carry: { h }, outputs: { loss: sum(tanh(add(carry.h as Tensor, h))) } };
      },
    });
    const pair = prepare(recurrence, ['p']);
    for (const steps of [3, 5]) check(pair, recurrence, steps);
  });

  it.each([3, 37])('what is read backward, early in memory, is reached (batch of %i)', (batch) => {
    const recurrence = defineRecurrence({
      name: 'backward',
      batchSize: batch,
      parameters: {},
      inputs: { x: { shape: [batch, 9], dtype: 'float' } },
      initial: () => ({ carry: {} }),
      step: ({ inputs }) => {
        const x = inputs.x as Tensor;
        return { carry: {}, outputs: { turned: reverse(x, 1), loss: sum(concat([x, mul(x, x)], 1)) } };
      },
    });
    check(prepare(recurrence, []), recurrence, 3);
  });

  it('an update may read one vector forward and another one backward', () => {
    const recurrence = defineRecurrence({
      name: 'orders',
      parameters: { w: [5] },
      inputs: { x: { shape: [5], dtype: 'float' } },
      initial: () => ({ carry: {} }),
      step: ({ parameters, inputs }) => ({
        carry: {},
        outputs: { loss: sum(tanh(mul(parameters.w as Tensor, inputs.x as Tensor))) },
      }),
    });
    const update: UpdateDefinition = {
      name: 'orders',
      settings: [],
      slots: ['turned'],
      update: ({ parameters, gradients }) => {
        const [w, g] = [parameters.w as Tensor, gradients.w as Tensor];
        return { parameters: { w: sub(w, mul(g, 0.5)) }, slots: { turned: { w: mul(reverse(w, 0), 2) } } };
      },
    };
    const { compiled, reference } = prepare(recurrence, ['w'], update);
    const run = randomRun(recurrence, 3, 1);
    const [actual, expected] = [compiled, reference].map((execution) => {
      const { loss } = execution.train(run, {});
      return {
        outputs: {},
        loss,
        gradients: { w: execution.readParameter('w'), turned: execution.readSlot('turned', 'w') },
      };
    });
    if (actual === undefined || expected === undefined) throw new Error('two executions');
    expect(differences(actual, expected, tolerance)).toEqual([]);
  });

  /** Runs what an expression without a batch gives against the reference. */
  function agrees(build: (operands: { readonly x: Tensor; readonly p: Tensor }) => Tensors, trainable = ['p']): void {
    const recurrence = defineRecurrence({
      name: 'regression',
      parameters: { p: [3] },
      inputs: { x: { shape: [3], dtype: 'float' as DataType } },
      initial: ({ parameters }) => ({ carry: { h: parameters.p as Tensor } }),
      step: ({ parameters, inputs, carry }) => {
        const outputs = build({ x: inputs.x as Tensor, p: parameters.p as Tensor });
        return { carry: { h: outputs.h ?? (carry.h as Tensor) }, outputs };
      },
    });
    const pair = prepare(recurrence, trainable);
    for (const steps of [5, 2, 4]) {
      const run = randomRun(recurrence, steps, steps);
      expect(differences(pair.compiled.gradients(run), pair.reference.gradients(run), tolerance)).toEqual([]);
    }
  }

  it('a constant piece of a vector stays within its bounds', () => {
    agrees(({ x, p }) => ({
      padded: pad(p, [[2, 5]], 0.5),
      turned: reverse(concat([p, fill([2], 0.5)]), 0),
      loss: sum(mul(pad(p, [[1, 2]], 2), concat([x, x]))),
    }));
  });

  it('an output that does not change with time is there at every step', () => {
    agrees(({ x, p }) => ({
      parameter: p,
      constant: fill([2], 3),
      made: einsum('i,j->ij', p, tanh(p)),
      loss: mul(sum(p), sum(x)),
    }));
  });

  it('a state that a step does not read has no gradient left over from an earlier run', () => {
    agrees(({ x, p }) => ({ h: mul(p, x), loss: sum(mul(p, p)) }));
  });
});
