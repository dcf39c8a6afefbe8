import { elman } from '@pushdown/cells';
import {
  admissibleSets,
  batchesOf,
  createRecurrentModel,
  createSession,
  type Engine,
  evaluateModel,
  randomStream,
  referenceEngine,
} from '@pushdown/core';
import { distinctDyckStrings, suzgunDyck } from '@pushdown/datasets';
import { kHotAccuracy } from '@pushdown/evaluation';
import { suzgunStack } from '@pushdown/memory-structures';
import { adam, updateOf } from '@pushdown/training';

/** How much is trained and tested; the paper's numbers are in `publishedSizes`. */
export interface DyckSizes {
  readonly trainingStrings: number;
  readonly testStrings: number;
  readonly epochs: number;
}

/** Shares of strings for which exactly the right symbols are admitted at every position. */
export interface DyckResult {
  readonly seed: number;
  readonly training: number;
  readonly test: number;
}

export const publishedSizes: DyckSizes = { trainingStrings: 5000, testStrings: 1000, epochs: 3 };

const hiddenSize = 8;
const trainingRange = { min: 2, max: 50 };
const testRange = { min: 52, max: 100 };

/**
 * The Stack-RNN of Suzgun et al. (2019) on Dyck-2 by their protocol: 8 hidden units, one number a stack element, 104
 * elements; distinct strings of lengths 2 to 50 one by one in the order in which they were drawn, mean squared error of the
 * k-hot targets, Adam with rate 0.01, no clipping; tested on distinct strings of lengths 52 to 100. In float64, as theirs.
 */
export function stackRnnOnDyck(
  seed: number,
  sizes: DyckSizes = publishedSizes,
  engine: Engine = referenceEngine(),
): DyckResult {
  const language = suzgunDyck({ types: 2 });
  const draw = (name: string, count: number, { min, max }: typeof trainingRange) => [
    ...distinctDyckStrings({ count, minimumLength: min, maximumLength: max, random: randomStream(seed, name) }),
  ];
  const trainingStrings = draw('data/training', sizes.trainingStrings, trainingRange);
  const testStrings = draw('data/test', sizes.testStrings, testRange);
  const model = createRecurrentModel({
    alphabetSize: language.alphabet.length,
    // PyTorch begins with weights and biases uniform on ± 1/√H.
    controller: elman({ size: hiddenSize, initialRange: 1 / Math.sqrt(hiddenSize) }),
    memory: suzgunStack({ size: 1, cells: 104 }),
    loss: 'mean-squared-error',
    predict: 'stream',
  });
  const session = createSession({
    model,
    engine,
    parameters: model.initialize(randomStream(seed, 'parameters')),
    trainable: model.parameters.map(({ path }) => path),
    update: updateOf(adam()),
    admissible: admissibleSets(language),
  });
  let step = 0;
  for (let epoch = 0; epoch < sizes.epochs; epoch++)
    for (const string of trainingStrings) session.train([string], { learningRate: 0.01, step: ++step });

  const share = (strings: readonly (readonly number[])[], range: typeof trainingRange): number => {
    const batches = batchesOf(strings, 10);
    const context = { language, range, trainingRange };
    const measured = evaluateModel({ session, batches, evaluations: [kHotAccuracy()], context });
    return measured['k-hot-string-accuracy']?.value ?? Number.NaN;
  };
  const result = { seed, training: share(trainingStrings, trainingRange), test: share(testStrings, testRange) };
  session.dispose();
  return result;
}
