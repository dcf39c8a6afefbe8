import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { createRecurrentModel, createSession, randomStream, runOf, type Session } from '@pushdown/core';
import { tensorflowProducts } from '@pushdown/tensorflow';
import { type Execution, type HostProducts, referenceExecutor } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { differences } from '../src/compare.ts';
import { loadTensorflowEngines } from '../src/tensorflow-engines.ts';

const engines = await loadTensorflowEngines();
const { missing, title } = engines.find(({ engine }) => engine.name === 'tensorflow') as (typeof engines)[number];

let multiplied = 0;
const products = tensorflowProducts();
const counted: HostProducts = {
  ...products,
  multiply(product) {
    multiplied++;
    products.multiply(product);
  },
};
if (missing === undefined) await products.load?.();
const together = compiledExecutor({ products: counted });

/** Words enough that the classifier's three products are left to TensorFlow. */
const alphabetSize = 1100;
const base = { alphabetSize, controller: lstm({ size: 64 }), embedding: { size: 20 } };
const tolerance = { relative: 2e-5, absolute: 1e-6 };

describe.skipIf(missing)(`compiled code that leaves products to ${title}`, () => {
  it.each([
    ['32 strings', 32, [3]],
    ['30 strings of mixed lengths', 30, [2, 0, 3]],
  ])('differentiates as the reference does, with %s', (_label, batch, lengths) => {
    const model = createRecurrentModel(base);
    const random = randomStream(1, 'strings');
    const strings = Array.from({ length: batch }, (_, column) =>
      Array.from({ length: lengths[column % lengths.length] as number }, () => random.integer(alphabetSize)),
    );
    const run = { ...runOf(model, strings), outputs: ['nats'] };
    const recurrence = model.recurrence(batch, { unequalLengths: run.inputs.present !== undefined });
    const trainable = model.parameters.map(({ path }) => path);
    const [own, reference] = [together, referenceExecutor()].map((engine) =>
      engine.prepare(recurrence, { trainable }),
    ) as [Execution, Execution];
    for (const [path, values] of Object.entries(model.initialize(randomStream(1, 'parameters')))) {
      own.writeParameter(path, values);
      reference.writeParameter(path, own.readParameter(path));
    }
    multiplied = 0;
    expect(differences(own.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
    expect(multiplied).toBe(3);
    expect(own.executor).toBe('compiled-tensorflow');
  });

  it('learns what compiled code learns in ten steps of a stream, the same bits again, and keeps no tensor', () => {
    const model = createRecurrentModel({ ...base, predict: 'stream' });
    const parameters = model.initialize(randomStream(1, 'parameters'));
    const trainable = model.parameters.map(({ path }) => path);
    const random = randomStream(1, 'stream');
    const streams = () =>
      Array.from({ length: 32 }, () => Int32Array.from({ length: 4 }, () => random.integer(alphabetSize)));
    const chunk = { inputs: streams(), targets: streams() };
    const train = (session: Session): Session => {
      let carry: ReturnType<Session['trainChunk']>['carry'] | undefined;
      for (let step = 1; step <= 10; step++)
        ({ carry } = session.trainChunk(chunk, { learningRate: 0.01, step }, { carry }));
      return session;
    };
    const trained = (engine: typeof together) =>
      train(createSession({ model, engine, parameters, trainable, update: updateOf(adam(), 5) })).parameters();
    multiplied = 0;
    const { numTensors, numBytes } = tf.memory();
    const first = trained(together);
    expect(multiplied).toBe(30);
    expect(trained(together)).toEqual(first);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    const named = (values: typeof first) => ({ outputs: {}, gradients: values as Record<string, Float64Array> });
    expect(differences(named(first), named(trained(compiledExecutor())), { relative: 2e-3, absolute: 1e-6 })).toEqual(
      [],
    );
    expect(multiplied).toBe(60);
  });
});
