import { tensorflowExecutor } from '@pushdown/tensorflow';
import { type Execution, type Executor, type Run, referenceExecutor, type Values } from '@pushdown/tensors';
import * as core from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { explain } from '../src/backends/load.ts';
import { engines } from './engines.ts';
import { batchSize, exchange, fallible, momentum, network, pair } from './recurrences.ts';

const tf = (core as unknown as { readonly default: typeof core }).default;
const trainable = ['embedding', 'weights', 'bias', 'unused'];

function runOf(steps: number, more: Partial<Run> = {}): Run {
  const symbols = Array.from({ length: steps * batchSize }, (_, index) => (index * index + steps) % 3);
  return { steps, inputs: { symbols }, settings: { scale: 0.5 }, ...more };
}

function prepare(executor: Executor): Execution {
  const execution = executor.prepare(network, { trainable, update: momentum });
  for (const [path, shape] of Object.entries(network.parameters)) {
    const count = shape.reduce((product, size) => product * size, 1);
    execution.writeParameter(
      path,
      Array.from({ length: count }, (_, index) => ((index * 7 + path.length) % 11) / 16 - 0.25),
    );
  }
  return execution;
}

function close(actual: Values | undefined, expected: Values | undefined, tolerance = 2e-5): void {
  expect(actual?.length).toBe(expected?.length);
  const largest = Math.max(1, ...Array.from(expected ?? [], Math.abs));
  for (const [index, value] of (expected ?? []).entries())
    expect(Math.abs((actual?.[index] as number) - value)).toBeLessThan(tolerance * largest);
}

describe.each(engines.map((each) => [each.title, each] as const))('%s', (_title, { name, missing }) => {
  describe.skipIf(missing)('an execution', () => {
    const engine = tensorflowExecutor(name);

    it('has the outputs, states, gradients and reports of the reference, and names the engine', () => {
      const [actual, expected] = [prepare(engine), prepare(referenceExecutor())];
      expect(actual.executor).toBe(name);
      for (const steps of [5, 0, 1]) {
        const run = runOf(steps);
        const [found, wanted] = [actual.gradients(run), expected.gradients(run)];
        for (const output of Object.keys(wanted.outputs)) {
          expect(found.outputs[output]?.shape).toEqual(wanted.outputs[output]?.shape);
          close(found.outputs[output]?.values, wanted.outputs[output]?.values);
        }
        for (const path of trainable) close(found.gradients[path], wanted.gradients[path]);
        const [trained, learned] = [actual, expected].map((each) => each.train(run, { learningRate: 0.05 }));
        close(Float32Array.of(trained?.loss as number), Float32Array.of(learned?.loss as number));
        close(Float32Array.of(trained?.reports.norm as number), Float32Array.of(learned?.reports.norm as number));
      }
      for (const path of trainable) {
        close(actual.readParameter(path), expected.readParameter(path));
        close(actual.readSlot('velocity', path), expected.readSlot('velocity', path));
      }
    });

    it('continues from the state that a run left, and from a parameter that an update moved elsewhere', () => {
      const execution = engine.prepare(pair, { trainable: ['first', 'second'], update: exchange });
      execution.writeParameter('first', [1, 2]);
      execution.writeParameter('second', [3, 4]);
      const { carry } = execution.forward({ steps: 2, inputs: {}, keepCarry: true });
      for (let step = 0; step < 3; step++) execution.train({ steps: 1, inputs: {} }, {});
      expect(Array.from(execution.readParameter('first'))).toEqual([3, 4]);
      expect(Array.from(execution.readParameter('second'))).toEqual([1, 2]);
      if (carry === undefined) throw new Error('no state was returned');
      const { outputs, loss } = execution.gradients({ steps: 2, inputs: {}, carry });
      expect(Array.from(outputs.kept?.values ?? [])).toEqual([1, 2, 1, 2]);
      expect(loss).toBe(10);
    });

    it('keeps its parameters when it is disposed of, and runs again', () => {
      const execution = prepare(engine);
      const before = execution.train(runOf(3), { learningRate: 0.1 }).loss;
      const values = execution.readParameter('weights');
      execution.dispose();
      expect(execution.readParameter('weights')).toEqual(values);
      expect(execution.train(runOf(3), { learningRate: 0.1 }).loss).not.toBe(before);
      execution.dispose();
    });

    it('hands out copies', () => {
      const execution = prepare(engine);
      execution.forward(runOf(1));
      execution.readParameter('weights').fill(9);
      expect(execution.readParameter('weights')).not.toContain(9);
      execution.dispose();
    });

    it('leaves no tensor behind in 1,000 training steps, nor when it is disposed of', () => {
      const begin = tf.memory().numTensors;
      const execution = prepare(engine);
      const step = (index: number): void => {
        // Two lengths, so that sizes change from run to run.
        execution.train(runOf(1 + (index % 2), { outputs: [] }), { learningRate: 1e-4 });
        if (index % 10 === 0) execution.forward(runOf(2, { outputs: ['hidden'] }));
      };
      // What is kept from run to run is there after the first ones.
      for (let index = 0; index < 2; index++) step(index);
      const { numTensors, numBytes, numDataBuffers } = tf.memory();
      expect(numTensors).toBeGreaterThan(begin);
      for (let index = 2; index <= 1000; index++) step(index);
      step(0);
      step(1);
      expect(tf.memory().numTensors).toBe(numTensors);
      expect(tf.memory().numBytes).toBe(numBytes);
      expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
      execution.dispose();
      expect(tf.memory().numTensors).toBe(begin);
    });

    it.each([
      [
        'an index that is in no table',
        { steps: 4, inputs: { index: [0, 2, 3, 1] } },
        'gather: index 3 is outside a table of 3 rows',
      ],
      [
        'a slice that a short run is too small for',
        { steps: 2, inputs: { index: [0, 1] } },
        'slice: axis 0 has 2 elements in this run, too few for elements 0 to 2',
      ],
    ])('reports %s as the reference does, changes nothing and leaves no tensor', (_what, run, message) => {
      const begin = tf.memory().numTensors;
      const execution = engine.prepare(fallible, {
        trainable: ['table'],
        update: { ...exchange, update: momentumOfTable },
      });
      expect(() => referenceExecutor().prepare(fallible).forward(run)).toThrow(message);
      expect(() => execution.forward(run)).toThrow(message);
      expect(() => execution.train(run, {})).toThrow(message);
      expect(Array.from(execution.readParameter('table'))).toEqual([0, 0, 0, 0, 0, 0]);
      // It is usable afterwards.
      expect(execution.forward({ steps: 3, inputs: { index: [0, 1, 2] } }).outputs.loss?.values).toHaveLength(3);
      execution.dispose();
      expect(tf.memory().numTensors).toBe(begin);
    });

    it('computes on its own backend and leaves in use whichever was', async () => {
      const other = name === 'tensorflow-cpu' ? 'wasm' : 'cpu';
      await tf.setBackend(other);
      const execution = prepare(engine);
      execution.forward(runOf(2));
      expect(tf.getBackend()).toBe(other);
      // Its constants and parameters are where it computed, not where the program computes.
      expect(tf.engine().registry[backendOf(name)]?.numDataIds()).toBeGreaterThan(0);
      execution.dispose();
    });

    it.each([
      [
        'a parameter that is not there',
        (execution: Execution) => execution.readParameter('nothing'),
        'network: there is no parameter "nothing"',
      ],
      [
        'too few values',
        (execution: Execution) => execution.writeParameter('bias', [1]),
        'network: the parameter "bias" has 4 values, given 1',
      ],
      [
        'a slot that is not there',
        (execution: Execution) => execution.readSlot('mass', 'bias'),
        'network: there is no slot "mass of bias"',
      ],
      [
        'a missing setting',
        (execution: Execution) => execution.train(runOf(1), {}),
        'update momentum: the setting "learningRate" is missing',
      ],
      [
        'a missing input',
        (execution: Execution) => execution.forward({ steps: 1, inputs: {}, settings: { scale: 1 } }),
        'the input "symbols" is missing',
      ],
    ])('refuses %s', (_what, act, message) => {
      const execution = prepare(engine);
      expect(() => act(execution)).toThrow(message);
      execution.dispose();
    });
  });
});

function momentumOfTable({ parameters }: Parameters<typeof exchange.update>[0]): ReturnType<typeof exchange.update> {
  return { parameters, slots: {} };
}

function backendOf(name: string): string {
  return { 'tensorflow-cpu': 'cpu', 'tensorflow-wasm': 'wasm' }[name] ?? name;
}

it('an engine prepares without being loaded, and says what is missing when it is to run', async () => {
  vi.resetModules();
  const fresh = await import('@pushdown/tensorflow');
  const execution = fresh.tensorflowExecutor('tensorflow-cpu').prepare(pair);
  execution.writeParameter('first', [1, 2]);
  expect(() => execution.forward({ steps: 1, inputs: {} })).toThrow(
    'the engine tensorflow-cpu is not loaded: call "await engine.load()" before its first run',
  );
});

it('says in one line what is missing and what to do', () => {
  const absent = Object.assign(new Error("Cannot find module '@tensorflow/tfjs-node'\nRequire stack:\n- x"), {
    code: 'MODULE_NOT_FOUND',
  });
  expect(explain('tensorflow', absent)).toBe(
    'the engine tensorflow needs @tensorflow/tfjs-node, which is not installed; run "npm install @tensorflow/tfjs-node", or in a checkout of Pushdown "pnpm setup:tensorflow"',
  );
  const broken = new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory\n    at …');
  expect(explain('tensorflow', broken)).toBe(
    'the engine tensorflow does not work here, because @tensorflow/tfjs-node lacks its native library or cannot load it (libtensorflow.so.2: cannot open shared object file: No such file or directory); run "npm rebuild @tensorflow/tfjs-node", or in a checkout of Pushdown "pnpm setup:tensorflow"',
  );
  expect(explain('tensorflow-wasm', new Error('no SIMD'))).toBe(
    'the engine tensorflow-wasm does not work here: no SIMD',
  );
});
