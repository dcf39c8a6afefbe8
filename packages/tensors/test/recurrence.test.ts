import {
  add,
  cast,
  defineRecurrence,
  type Execution,
  mul,
  type RecurrenceDefinition,
  referenceExecutor,
  sum,
  type Tensor,
  TensorError,
  tanh,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { expectClose } from './close.ts';
import { runDifferences } from './recurrence-differences.ts';

const size = 2;

/** hidden ← tanh(weights · hidden + scale · x); the loss compares with targets, before the first step as well. */
const definition: RecurrenceDefinition = {
  name: 'cell',
  parameters: { weights: [size], start: [size] },
  inputs: { x: { shape: [size], dtype: 'float' }, target: { shape: [size], dtype: 'float', initial: true } },
  settings: ['scale'],
  initial: ({ parameters, inputs, settings }) => {
    const hidden = mul(parameters.start as Tensor, settings.scale as Tensor);
    return { carry: { hidden }, outputs: { loss: sum(mul(hidden, inputs.target as Tensor)) } };
  },
  step: ({ parameters, inputs, settings, carry }) => {
    const drive = mul(settings.scale as Tensor, inputs.x as Tensor);
    const hidden = tanh(add(mul(parameters.weights as Tensor, carry.hidden as Tensor), drive));
    return { carry: { hidden }, outputs: { loss: sum(mul(hidden, inputs.target as Tensor)), hidden } };
  },
};

const weights = [0.8, -0.6];
const start = [0.3, 0.9];
const x = [0.1, -0.2, 0.5, 0.4, -0.3, 0.7];
const target = [1, 0.5, -0.25, 2, 1.5, -1, 0.75, 0.25];
const scale = 0.9;

function prepared(trainable: readonly string[] = []): Execution {
  const execution = referenceExecutor().prepare(defineRecurrence(definition), { trainable });
  execution.writeParameter('weights', weights);
  execution.writeParameter('start', start);
  return execution;
}

/** The same in plain numbers. */
function literal(steps: number): { losses: number[]; hidden: number[][] } {
  const dot = (values: readonly number[], row: number): number =>
    values.reduce((total, value, unit) => total + value * (target[row * size + unit] as number), 0);
  let hidden = start.map((value) => value * scale);
  const losses = [dot(hidden, 0)];
  const all: number[][] = [];
  for (let step = 0; step < steps; step++) {
    hidden = hidden.map((value, unit) =>
      Math.tanh((weights[unit] as number) * value + scale * (x[step * size + unit] as number)),
    );
    all.push(hidden);
    losses.push(dot(hidden, step + 1));
  }
  return { losses, hidden: all };
}

const run = { steps: 3, inputs: { x, target }, settings: { scale } };

describe('a run', () => {
  test('has one row a step, and one more of outputs that the initial state has too', () => {
    const { outputs, carry } = prepared().forward(run);
    const expected = literal(3);
    expect(outputs.hidden?.shape).toEqual([3, size]);
    expect(outputs.loss?.shape).toEqual([4]);
    expectClose(
      { loss: outputs.loss?.values ?? [], hidden: outputs.hidden?.values ?? [] },
      { loss: expected.losses, hidden: expected.hidden.flat() },
      1e-15,
    );
    expect(carry).toBeUndefined();
  });

  test('returns the chosen outputs only', () => {
    expect(Object.keys(prepared().forward({ ...run, outputs: ['hidden'] }).outputs)).toEqual(['hidden']);
    expect(prepared().forward({ ...run, outputs: [] }).outputs).toEqual({});
  });

  test('of zero steps is the initial state', () => {
    const { outputs, carry } = prepared().forward({
      steps: 0,
      inputs: { x: [], target: target.slice(0, size) },
      settings: { scale },
      keepCarry: true,
    });
    expect(outputs.hidden?.shape).toEqual([0, size]);
    expect([...(outputs.loss?.values ?? [])]).toEqual(literal(0).losses);
    expect([...(carry?.hidden?.values ?? [])]).toEqual(start.map((value) => value * scale));
  });

  test('in two pieces, the second from the kept carry, equals one long run bit for bit', () => {
    const execution = prepared();
    const whole = execution.forward({ ...run, keepCarry: true });
    const first = execution.forward({
      ...run,
      steps: 1,
      inputs: { x: x.slice(0, size), target: target.slice(0, 2 * size) },
      keepCarry: true,
    });
    const second = execution.forward({
      ...run,
      steps: 2,
      // Row 0 of the targets is the initial state's, which does not run.
      inputs: { x: x.slice(size), target: target.slice(size) },
      ...(first.carry === undefined ? {} : { carry: first.carry }),
      keepCarry: true,
    });
    expect(second.outputs.loss?.shape).toEqual([2]);
    expect([...(first.outputs.loss?.values ?? []), ...(second.outputs.loss?.values ?? [])]).toEqual([
      ...(whole.outputs.loss?.values ?? []),
    ]);
    expect(second.carry).toEqual(whole.carry);
  });

  test('leaves the given arrays and the parameters alone', () => {
    const execution = prepared(['weights', 'start']);
    const inputs = { x: [...x], target: [...target] };
    execution.gradients({ ...run, inputs });
    expect(inputs).toEqual({ x, target });
    expect([...execution.readParameter('weights')]).toEqual(weights);
    execution.readParameter('weights').fill(0);
    expect([...execution.readParameter('weights')]).toEqual(weights);
  });
});

describe('gradients', () => {
  test('flow through all steps and the initial state', () => {
    const execution = prepared(['weights', 'start']);
    const { gradients, loss } = execution.gradients(run);
    expect(loss).toBeCloseTo(
      literal(3).losses.reduce((a, b) => a + b, 0),
      14,
    );
    expectClose(gradients, runDifferences(execution, run, ['weights', 'start']), 1e-8);
  });

  test('exist for trainable parameters only', () => {
    expect(Object.keys(prepared(['start']).gradients(run).gradients)).toEqual(['start']);
    expect(prepared().gradients(run).gradients).toEqual({});
  });

  test('stop at a given carry', () => {
    const execution = prepared(['weights', 'start']);
    const carry = { hidden: { shape: [size], values: Float64Array.of(0.2, -0.4) } };
    const { gradients } = execution.gradients({ ...run, carry });
    expect([...(gradients.start as Float64Array)]).toEqual([0, 0]);
    expectClose(
      { weights: gradients.weights as Float64Array },
      runDifferences(execution, { ...run, carry }, ['weights']),
      1e-8,
    );
  });

  test('are the same after runs of other lengths and other outputs', () => {
    const execution = prepared(['weights', 'start']);
    const before = execution.gradients(run);
    execution.forward({ ...run, outputs: ['hidden'] });
    execution.gradients({
      ...run,
      outputs: ['hidden'],
      steps: 1,
      inputs: { x: x.slice(0, 2), target: target.slice(0, 4) },
    });
    expect(execution.gradients(run)).toEqual(before);
    execution.dispose();
    expect(execution.gradients(run)).toEqual(before);
  });
});

describe('a definition is refused', () => {
  const with_ = (changes: Partial<RecurrenceDefinition>) => () => defineRecurrence({ ...definition, ...changes });
  const initial = definition.initial;
  test.each<[string, () => unknown, string]>([
    ['without a state', with_({ step: () => ({ carry: {} }) }), 'cell: the step does not return the state "hidden"'],
    [
      'with a state too many',
      with_({ step: ({ carry }) => ({ carry: { ...carry, extra: zeros([]) } }) }),
      'cell: the step returns the state "extra", which the initial state does not have',
    ],
    [
      'with a state of another shape',
      with_({ step: ({ carry }) => ({ carry: { hidden: sum(carry.hidden as Tensor) } }) }),
      'cell: the step returns the state "hidden" as [] (result of sum of carry hidden), but the initial state has the shape [2]',
    ],
    [
      'with a state of another type',
      with_({ step: ({ carry }) => ({ carry: { hidden: cast(carry.hidden as Tensor, 'int') } }) }),
      'cell: the step returns the state "hidden" as int, but the initial state has the type float',
    ],
    [
      'with a state that is no tensor',
      with_({ step: () => ({ carry: { hidden: 1 as never } }) }),
      'cell, step: the state "hidden" is not a tensor',
    ],
    [
      'with a loss that is no scalar',
      with_({ step: ({ carry }) => ({ carry, outputs: { loss: carry.hidden as Tensor } }) }),
      'cell: the output "loss" must be a scalar but has the shape [2]; sum or average it over the batch',
    ],
    [
      'with an output of the initial state that the step lacks',
      with_({ step: ({ carry }) => ({ carry }) }),
      'cell: the output "loss" of the initial state must be an output of the step as well',
    ],
    [
      'with a table that the step does not write',
      with_({ tables: { history: [2] } }),
      'cell: the step does not return the table "history"',
    ],
    [
      'with tensors of another trace',
      () => {
        let smuggled = zeros([2]);
        defineRecurrence({
          ...definition,
          initial: (context) => {
            smuggled = context.parameters.start as Tensor;
            return initial(context);
          },
        });
        return defineRecurrence({
          ...definition,
          step: () => ({ carry: { hidden: smuggled }, outputs: { loss: zeros([]) } }),
        });
      },
      'cell, step: the state "hidden" was computed in another trace (cell, initial state)',
    ],
  ])('%s', (_name, define, message) => {
    expect(define).toThrow(TensorError);
    expect(define).toThrow(message);
  });
});

describe('a run is refused', () => {
  test.each<[string, object, string]>([
    ['without an input', { inputs: { target } }, 'cell: the input "x" is missing'],
    [
      'with an input of the wrong size',
      { inputs: { x: x.slice(1), target } },
      'cell: the input "x" needs 3 rows of [2], 6 numbers, but has 5',
    ],
    [
      'without the initial row of an input',
      { inputs: { x, target: target.slice(2) } },
      'cell: the input "target" needs 4 rows of [2], 8 numbers, but has 6',
    ],
    ['with an unknown input', { inputs: { x, target, y: [] } }, 'cell: there is no input "y"'],
    ['without a setting', { settings: {} }, 'cell: the setting "scale" is missing'],
    ['with an unknown output', { outputs: ['hiden'] }, 'cell: there is no output "hiden"; outputs are loss, hidden'],
    ['with fractional steps', { steps: 1.5 }, 'cell: a run has 0 or more steps, not 1.5'],
    ['with negative steps', { steps: -1 }, 'cell: a run has 0 or more steps, not -1'],
    ['with no capacity', { capacity: 0 }, 'cell: capacity is a positive integer, not 0'],
    ['with an empty carry', { carry: {} }, 'cell: the carried state lacks "hidden"'],
    [
      'with a carry of another size',
      { carry: { hidden: { shape: [3], values: new Float64Array(3) } } },
      'cell: the carried state "hidden" needs the shape [2] but has 3 values',
    ],
  ])('%s', (_name, changes, message) => {
    expect(() => prepared().forward({ ...run, ...changes })).toThrow(message);
    expect(() => prepared(['weights']).gradients({ ...run, ...changes })).toThrow(message);
  });
});

describe('an execution refuses', () => {
  test('unknown parameters', () => {
    expect(() => prepared(['wieghts'])).toThrow('cell: there is no parameter "wieghts" to train');
    expect(() => prepared().readParameter('wieghts')).toThrow('cell: there is no parameter "wieghts"');
    expect(() => prepared().writeParameter('wieghts', [])).toThrow('cell: there is no parameter "wieghts"');
  });

  test('parameters of the wrong size', () => {
    expect(() => prepared().writeParameter('weights', [1])).toThrow(
      'cell: the parameter "weights" has 2 values, given 1',
    );
  });

  test('gradients without a loss', () => {
    const recurrence = defineRecurrence({
      ...definition,
      initial: ({ parameters }) => ({ carry: { hidden: parameters.start as Tensor } }),
      step: ({ carry }) => ({ carry }),
    });
    expect(() => referenceExecutor().prepare(recurrence).gradients(run)).toThrow('cell: has no output "loss"');
  });

  test('training without an update', () => {
    expect(() => prepared(['weights']).train(run, {})).toThrow('cell: was prepared without an update and cannot train');
  });
});
