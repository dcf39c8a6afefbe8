import { type Execution, type Executor, elementCount, type Recurrence, TensorError } from '@pushdown/tensors';
import { importCore } from '../backends/load.ts';
import { tensorflowExecutor } from '../executor.ts';
import type { Tfjs, TfTensor } from '../tfjs.ts';
import { stringsOf } from './strings.ts';

/** What a predictor needs of a model; the recurrent model of @pushdown/core has it. */
export interface PredictableModel {
  readonly alphabetSize: number;
  readonly outputSize: number;
  readonly targets: 'symbol' | 'set';
  readonly parameters: readonly { readonly path: string }[];
  /** The recurrence for batches of this size. */
  recurrence(batchSize: number): Recurrence;
}

/** A trained model in the place of a `tf.LayersModel` that predicts. */
export interface Predictor {
  /**
   * Predicts, like `predict` of a layers model.
   * @param symbols [strings, length], numbers of symbols, all strings of one length.
   * @returns [strings, positions, outputs], float32: the probabilities of the next symbol, or for models of sets that of each
   *   symbol to be admitted. Models of strings have one position more than symbols: the first is before any symbol.
   * @throws TensorError when symbols are not of the alphabet, or strings of different lengths.
   */
  predict(symbols: TfTensor): TfTensor;
  /** Frees what the engine keeps. The predictor is of no use afterwards. */
  dispose(): void;
}

/**
 * Wraps a trained model for pipelines of TensorFlow.js.
 *
 * @param options.parameters values by path, as sessions and checkpoints have them.
 * @param options.engine what computes, any engine will do; by default the WebAssembly backend of TensorFlow.js.
 * @throws TensorError when a parameter is missing or has the wrong size, and whatever loading the engine throws.
 */
export async function createPredictor(options: {
  readonly model: PredictableModel;
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
  readonly engine?: Executor;
}): Promise<Predictor> {
  const { model, parameters, engine = tensorflowExecutor('tensorflow-wasm') } = options;
  const tf = await importCore();
  await engine.load?.();
  const executions = new Map<number, Execution>();
  const execution = (batchSize: number): Execution => {
    let found = executions.get(batchSize);
    if (found === undefined) {
      found = engine.prepare(model.recurrence(batchSize));
      for (const { path } of model.parameters) {
        const values = parameters[path];
        if (values === undefined) throw new TensorError(`the parameter "${path}" is missing`);
        found.writeParameter(path, values);
      }
      executions.set(batchSize, found);
    }
    return found;
  };
  // What does not fit shows now and not with the first prediction.
  execution(1);
  return {
    predict(symbols) {
      const strings = stringsOf(symbols);
      const steps = checkedLength(strings, model.alphabetSize);
      const { outputs } = execution(strings.length).forward({
        steps,
        inputs: inputsOf(model.recurrence(strings.length), strings, steps),
        outputs: ['logits'],
      });
      const { shape, values } = outputs.logits as NonNullable<typeof outputs.logits>;
      return probabilities(tf, Float32Array.from(values), shape as [number, number, number], model.targets);
    },
    dispose() {
      for (const each of executions.values()) each.dispose();
      executions.clear();
    },
  };
}

function checkedLength(strings: readonly (readonly number[])[], alphabetSize: number): number {
  const [first = []] = strings;
  for (const [row, string] of strings.entries()) {
    if (string.length !== first.length)
      throw new TensorError(`string ${row} has ${string.length} symbols, but string 0 has ${first.length}`);
    for (const [place, symbol] of string.entries())
      if (symbol >= alphabetSize)
        throw new TensorError(
          `the symbol ${symbol} at [${row}, ${place}] is outside the alphabet of ${alphabetSize} symbols`,
        );
  }
  if (strings.length === 0) throw new TensorError('a prediction needs at least one string');
  return first.length;
}

/** Symbols time first. Targets act on no prediction, and random inputs are ½, as in evaluations. */
function inputsOf(
  { inputs }: Recurrence,
  strings: readonly (readonly number[])[],
  steps: number,
): Record<string, ArrayLike<number>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, initial }]) => {
      if (name === 'symbols')
        return [
          name,
          Array.from({ length: steps }, (_, time) => strings.map((string) => string[time] as number)).flat(),
        ];
      const count = (steps + (initial === true ? 1 : 0)) * elementCount(shape);
      return [name, new Float32Array(count).fill(name === 'targets' ? 0 : 0.5)];
    }),
  );
}

/** [positions, strings, outputs] to [strings, positions, outputs]. */
function probabilities(
  tf: Tfjs,
  logits: Float32Array,
  shape: [number, number, number],
  targets: PredictableModel['targets'],
): TfTensor {
  return tf.tidy(() => {
    const byString = tf.transpose(tf.tensor3d(logits, shape), [1, 0, 2]);
    return targets === 'set' ? tf.sigmoid(byString) : tf.softmax(byString);
  });
}
