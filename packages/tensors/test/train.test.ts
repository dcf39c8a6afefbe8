import {
  add,
  defineRecurrence,
  div,
  type Execution,
  mul,
  pow,
  referenceExecutor,
  sqrt,
  sub,
  sum,
  type Tensor,
  type Tensors,
  traceUpdate,
  type UpdateDefinition,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';

const paths = ['a', 'b'];
const start = { a: [0.5, -1], b: [2, 0.25], frozen: [1 / 3, 0.1] };
const x = [0.3, -0.8];

// loss = Σ (a · b · frozen + a · x)², one step
const recurrence = defineRecurrence({
  name: 'product',
  parameters: { a: [2], b: [2], frozen: [2] },
  inputs: { x: { shape: [2], dtype: 'float' } },
  initial: () => ({ carry: {} }),
  step({ parameters, inputs }) {
    const { a, b, frozen } = parameters as { a: Tensor; b: Tensor; frozen: Tensor };
    const value = add(mul(mul(a, b), frozen), mul(a, inputs.x as Tensor));
    return { carry: {}, outputs: { loss: sum(mul(value, value)) } };
  },
});

type Numbers = Record<string, number[]>;

function literalGradients({ a, b }: Numbers): Numbers {
  const value = (unit: number): number =>
    (a?.[unit] as number) * ((b?.[unit] as number) * (start.frozen[unit] as number) + (x[unit] as number));
  return {
    a: x.map((drive, unit) => 2 * value(unit) * ((b?.[unit] as number) * (start.frozen[unit] as number) + drive)),
    b: x.map((_, unit) => 2 * value(unit) * (a?.[unit] as number) * (start.frozen[unit] as number)),
  };
}

const each = (convert: (path: string) => Tensor): Tensors =>
  Object.fromEntries(paths.map((path) => [path, convert(path)]));

const momentum: UpdateDefinition = {
  name: 'momentum',
  settings: ['learningRate', 'momentum'],
  slots: ['velocity'],
  update({ parameters, gradients, slots, settings }) {
    const velocity = each((path) =>
      add(mul(settings.momentum as Tensor, slots.velocity?.[path] as Tensor), gradients[path] as Tensor),
    );
    return {
      parameters: each((path) =>
        sub(parameters[path] as Tensor, mul(settings.learningRate as Tensor, velocity[path] as Tensor)),
      ),
      slots: { velocity },
      reports: {
        squaredNorm: paths.map((path) => sum(mul(gradients[path] as Tensor, gradients[path] as Tensor))).reduce(add),
      },
    };
  },
};

const adam: UpdateDefinition = {
  name: 'adam',
  settings: ['learningRate', 'step'],
  slots: ['first', 'second'],
  update({ parameters, gradients, slots, settings }) {
    const step = settings.step as Tensor;
    const decayed = (slot: string, rate: number, square: boolean) =>
      each((path) => {
        const gradient = gradients[path] as Tensor;
        const news = square ? mul(gradient, gradient) : gradient;
        return add(mul(rate, slots[slot]?.[path] as Tensor), mul(1 - rate, news));
      });
    const first = decayed('first', 0.9, false);
    const second = decayed('second', 0.999, true);
    return {
      parameters: each((path) => {
        const mean = div(first[path] as Tensor, sub(1, pow(0.9, step)));
        const scale = add(sqrt(div(second[path] as Tensor, sub(1, pow(0.999, step)))), 1e-8);
        return sub(parameters[path] as Tensor, mul(settings.learningRate as Tensor, div(mean, scale)));
      }),
      slots: { first, second },
    };
  },
};

function prepared(update: UpdateDefinition): Execution {
  const execution = referenceExecutor().prepare(recurrence, { trainable: paths, update });
  for (const [path, values] of Object.entries(start)) execution.writeParameter(path, values);
  return execution;
}

const run = { steps: 1, inputs: { x } };
const zip = (left: Numbers, right: Numbers, join: (a: number, b: number) => number): Numbers =>
  Object.fromEntries(
    paths.map((path) => [
      path,
      (left[path] as number[]).map((value, unit) => join(value, right[path]?.[unit] as number)),
    ]),
  );

function expectParameters(execution: Execution, expected: Numbers): void {
  for (const path of paths) {
    for (const [unit, value] of execution.readParameter(path).entries())
      expect(value).toBeCloseTo(expected[path]?.[unit] as number, 12);
  }
  // Bit for bit: what is frozen is not even multiplied by 1.
  expect([...execution.readParameter('frozen')]).toEqual(start.frozen);
}

test('stochastic gradient descent with momentum equals plain numbers', () => {
  const execution = prepared(momentum);
  let parameters: Numbers = { a: start.a, b: start.b };
  let velocity: Numbers = { a: [0, 0], b: [0, 0] };
  for (let step = 1; step <= 6; step++) {
    const rate = 0.1 / step;
    const gradients = literalGradients(parameters);
    const { reports } = execution.train(run, { learningRate: rate, momentum: 0.9 });
    velocity = zip(velocity, gradients, (old, gradient) => 0.9 * old + gradient);
    parameters = zip(parameters, velocity, (value, speed) => value - rate * speed);
    expectParameters(execution, parameters);
    expect(reports.squaredNorm).toBeCloseTo(
      Object.values(gradients)
        .flat()
        .reduce((total, gradient) => total + gradient ** 2, 0),
      12,
    );
    expect(execution.readSlot('velocity', 'a')[1]).toBeCloseTo(velocity.a?.[1] as number, 12);
  }
});

test('Adam equals plain numbers', () => {
  const execution = prepared(adam);
  let parameters: Numbers = { a: start.a, b: start.b };
  let first: Numbers = { a: [0, 0], b: [0, 0] };
  let second = first;
  for (let step = 1; step <= 6; step++) {
    const gradients = literalGradients(parameters);
    execution.train(run, { learningRate: 0.05, step });
    first = zip(first, gradients, (old, gradient) => 0.9 * old + 0.1 * gradient);
    second = zip(second, gradients, (old, gradient) => 0.999 * old + 0.001 * gradient ** 2);
    const moves = zip(
      first,
      second,
      (mean, square) => mean / (1 - 0.9 ** step) / (Math.sqrt(square / (1 - 0.999 ** step)) + 1e-8),
    );
    parameters = zip(parameters, moves, (value, move) => value - 0.05 * move);
    expectParameters(execution, parameters);
  }
});

test('training returns the loss before the update', () => {
  const execution = prepared(momentum);
  const before = execution.gradients(run).loss;
  const { loss } = execution.train(run, { learningRate: 0.1, momentum: 0 });
  expect(loss).toBe(before);
  expect(execution.gradients(run).loss).toBeLessThan(before);
});

test('two identical executions stay identical bit for bit', () => {
  const [one, other] = [prepared(adam), prepared(adam)];
  for (let step = 1; step <= 5; step++) {
    expect(one.train(run, { learningRate: 0.05, step })).toEqual(other.train(run, { learningRate: 0.05, step }));
  }
  for (const path of paths) {
    expect(one.readParameter(path)).toEqual(other.readParameter(path));
    expect(one.readSlot('second', path)).toEqual(other.readSlot('second', path));
  }
});

test('slots can be moved to another execution', () => {
  const [one, other] = [prepared(momentum), prepared(momentum)];
  const settings = { learningRate: 0.1, momentum: 0.9 };
  one.train(run, settings);
  for (const path of paths) {
    other.writeParameter(path, one.readParameter(path));
    other.writeSlot('velocity', path, one.readSlot('velocity', path));
  }
  one.train(run, settings);
  other.train(run, settings);
  expect(other.readParameter('a')).toEqual(one.readParameter('a'));
});

test('every next value is computed from the present ones, also where parameters trade places', () => {
  const execution = prepared({
    name: 'swap',
    settings: [],
    slots: ['previous'],
    update: ({ parameters }) => ({
      parameters: { a: parameters.b as Tensor, b: parameters.a as Tensor },
      slots: { previous: parameters },
    }),
  });
  execution.train(run, {});
  expect([...execution.readParameter('a')]).toEqual(start.b);
  expect([...execution.readParameter('b')]).toEqual(start.a);
  expect([...execution.readSlot('previous', 'a')]).toEqual(start.a);
  expect([...execution.readSlot('previous', 'b')]).toEqual(start.b);
});

describe('an update is refused', () => {
  const shapes = { a: [2] };
  const traced =
    (update: UpdateDefinition['update'], slots: string[] = []) =>
    () =>
      traceUpdate({ name: 'mine', settings: [], slots, update }, shapes);
  test.each<[string, () => unknown, string]>([
    [
      'without a parameter',
      traced(() => ({ parameters: {}, slots: {} })),
      'update mine: must return the parameter a of shape [2]',
    ],
    [
      'with a parameter of another shape',
      traced(() => ({ parameters: { a: zeros([]) }, slots: {} })),
      'update mine: must return the parameter a of shape [2] but returned []',
    ],
    [
      'with a number for a parameter',
      traced(() => ({ parameters: { a: 0 as never }, slots: {} })),
      'update mine: must return the parameter a of shape [2]',
    ],
    [
      'without a slot',
      traced(({ parameters }) => ({ parameters, slots: {} }), ['velocity']),
      'update mine: must return the slot velocity of a of shape [2]',
    ],
    [
      'with a report that is no scalar',
      traced(({ parameters }) => ({ parameters, slots: {}, reports: { norm: zeros([2]) } })),
      'update mine: the report "norm" must be a scalar tensor',
    ],
  ])('%s', (_name, trace, message) => {
    expect(trace).toThrow(message);
  });

  test('when a setting is missing', () => {
    expect(() => prepared(adam).train(run, { learningRate: 1 })).toThrow('update adam: the setting "step" is missing');
  });

  test('for slots that do not exist', () => {
    expect(() => prepared(momentum).readSlot('speed', 'a')).toThrow('product: there is no slot "speed of a"');
    expect(() => prepared(momentum).readSlot('velocity', 'frozen')).toThrow('there is no slot "velocity of frozen"');
  });
});
