import {
  createSession,
  type Engine,
  type Lab,
  type LengthRange,
  OptionError,
  type ParameterValues,
  type RecurrentModel,
  randomStream,
} from '@pushdown/core';
import { type BigramLine, bigramLines } from '../scores/bigram-lines.ts';
import type { BootstrapPlan } from '../scores/bootstrap.ts';
import { scoreStrings } from '../scores/string-scores.ts';
import { takeTurns } from '../scores/take-turns.ts';
import { binsOf, type TestSet } from '../scores/test-set.ts';
import { type ComparedScore, type LengthStability, stabilityByLength } from './by-length.ts';
import { followDynamics } from './dynamics.ts';
import { type Estimate, estimate, mean } from './estimate.ts';
import { type GradientNorms, gradientNorms } from './gradient-norms.ts';
import { type Perturbation, perturbationGaps } from './perturbation.ts';

/** How stable a trained model is: over lengths, under wrong input, and as a dynamical system. */
export interface StabilityResult {
  readonly range: LengthRange;
  readonly trainingRange: LengthRange;
  readonly lengths: readonly number[];
  readonly byLength: LengthStability;
  /** Nats per symbol of each length, and the bigram line. */
  readonly curve: readonly { readonly length: number; readonly model: number; readonly bigram: number }[];
  readonly perturbations: readonly Perturbation[];
  /** Along strings of one length, as long as is tested up to twice the longest of training. */
  readonly dynamics: StateDynamics | undefined;
  readonly gradients: (GradientNorms & { readonly length: number }) | undefined;
}

/** How states move on strings of one length. */
export interface StateDynamics {
  readonly length: number;
  readonly strings: number;
  /** Largest Lyapunov exponent per symbol, the mean over strings. */
  readonly lyapunov: Estimate | undefined;
  readonly states: readonly StateDrift[];
}

/** How the norm of a carried state changes with time. */
export interface StateDrift {
  readonly name: string;
  /** After each symbol, the mean over strings. */
  readonly norms: readonly number[];
  /** The mean norm after the longest length of training, by that up to it; undefined if the strings end before. */
  readonly drift: number | undefined;
}

/** Options of `measureStability`. */
export interface StabilityOptions {
  readonly model: RecurrentModel;
  readonly parameters: ParameterValues;
  readonly testSet: TestSet;
  /** What runs the model; states are followed in float64 by the reference engine. */
  readonly engine: Engine;
  readonly lab: Lab;
  readonly bootstrap?: BootstrapPlan | undefined;
  /** Told before every part. */
  readonly onPart?: (done: number, total: number, part: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const parts = 4;

/**
 * Measures the stability of a trained model.
 * @throws OptionError when the model does not predict symbols; the signal's reason when aborted.
 */
export async function measureStability(options: StabilityOptions): Promise<StabilityResult> {
  const { model, parameters, testSet, engine, lab, bootstrap, onPart, signal } = options;
  if (model.targets !== 'symbol')
    throw new OptionError(`stability: a model with the loss ${model.loss} has no cross-entropy to follow`);
  const begin = async (done: number, part: string): Promise<void> => {
    await takeTurns(signal);
    onPart?.(done, parts, part);
  };
  const bins = binsOf(testSet);
  await begin(0, 'losses by length');
  const scores = comparedScores(options);
  await begin(1, 'wrong symbols');
  const random = randomStream(0, 'stability');
  const perturbations = perturbationGaps({ model, parameters, engine, testSet, bins, random, bootstrap });
  await begin(2, 'states');
  const dynamics = stateDynamics(options, lab.create('engine', 'reference'));
  await begin(3, 'gradients');
  const string = batchToFollow(testSet)[0] as readonly number[];
  const gradients = gradientNorms({ model, parameters, engine, string });
  return {
    range: testSet.range,
    trainingRange: testSet.trainingRange,
    lengths: testSet.lengths,
    byLength: stabilityByLength(scores, { trainingRange: testSet.trainingRange, bins }, bootstrap),
    curve: testSet.lengths.map((length) => {
      const some = scores.filter((score) => score.length === length);
      const perSymbol = (part: (score: ComparedScore) => number): number =>
        some.reduce((sum, score) => sum + part(score), 0) / (some.length * (length + 1));
      return { length, model: perSymbol(({ nats }) => nats), bigram: perSymbol(({ bigramNats }) => bigramNats) };
    }),
    perturbations,
    dynamics,
    gradients: gradients && { ...gradients, length: string.length },
  };
}

function comparedScores({ model, parameters, engine, testSet, lab }: StabilityOptions): ComparedScore[] {
  const session = createSession({ model, engine, parameters });
  try {
    const lines = bigramLines(session, testSet, lab);
    return scoreStrings(session, testSet).map((score) => {
      const { crossEntropy, accuracy } = lines.get(score.length) as BigramLine;
      return { ...score, bigramNats: crossEntropy * score.symbols, bigramRight: accuracy * score.symbols };
    });
  } finally {
    session.dispose();
  }
}

/** The first batch of the longest length up to twice the longest of training; of the shortest where all are longer. */
function batchToFollow({ batches, lengths, trainingRange }: TestSet): TestSet['batches'][number] {
  const length = lengths.findLast((each) => each <= 2 * trainingRange.max) ?? lengths[0];
  return batches.find(([string]) => string?.length === length) as TestSet['batches'][number];
}

function stateDynamics(
  { model, parameters, testSet, bootstrap }: StabilityOptions,
  engine: Engine,
): StateDynamics | undefined {
  const batch = batchToFollow(testSet);
  const followed = followDynamics({ model, parameters, engine, batch, random: randomStream(0, 'neighbors') });
  if (followed === undefined) return undefined;
  const { max } = testSet.trainingRange;
  return {
    length: batch[0]?.length ?? 0,
    strings: batch.length,
    lyapunov: estimate(followed.lyapunov, mean, bootstrap),
    states: Object.entries(followed.norms).map(([name, norms]) => ({
      name,
      norms,
      drift: norms.length <= max ? undefined : mean(norms.slice(max)) / mean(norms.slice(0, max)),
    })),
  };
}
