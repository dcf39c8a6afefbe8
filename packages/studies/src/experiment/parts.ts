import {
  type AdmissibleSets,
  admissibleSets,
  type Controller,
  type Corpus,
  createRecurrentModel,
  type Engine,
  type Evaluation,
  type FreezeStrategy,
  type Lab,
  type Language,
  ModelError,
  type Optimizer,
  OptionError,
  type RecurrentModel,
  type Reference,
  requireScorable,
  type SetEvaluation,
} from '@pushdown/core';
import { corpusSha256 } from './corpus-identity.ts';
import { type Experiment, isOnText, referenceName } from './schema.ts';
import type { StringExperiment } from './string-schema.ts';
import type { TextExperiment } from './text-schema.ts';

/** What experiments of all kinds name, made. */
interface CommonParts {
  readonly model: RecurrentModel;
  readonly freeze: FreezeStrategy;
  readonly optimizer: Optimizer;
  readonly engine: Engine;
}

/** Everything an experiment on strings names, made. */
export interface StringParts extends CommonParts {
  readonly language: Language;
  /** Only for models that predict sets: what they learn. */
  readonly admissible?: AdmissibleSets;
  readonly evaluations: readonly (Evaluation | SetEvaluation)[];
}

/** Everything an experiment on a text names, made; the text has been read. */
export interface TextParts extends CommonParts {
  readonly corpus: Corpus;
  readonly corpusSha256: string;
}

/** Everything an experiment names, made. */
export type ExperimentParts = StringParts | TextParts;

/** What an experiment of a kind names. */
export type PartsOf<E extends Experiment> = E extends StringExperiment ? StringParts : TextParts;

/**
 * Makes everything an experiment names, traces the model once and shows it to the engine, so that mistakes show before
 * anything is written.
 *
 * @throws OptionError when a contribution or one of its options does not exist or has the wrong type, loss, language and
 *   measures do not go together, or the corpus is not the one that the experiment was begun with; TensorError when shapes in
 *   a step do not fit, or whatever else the engine's `prepare` refuses the model with; what the corpus throws, such as
 *   CorpusError.
 */
export function createParts<E extends Experiment>(experiment: E, lab: Lab): PartsOf<E> {
  const parts = isOnText(experiment) ? textParts(experiment, lab) : stringParts(experiment, lab);
  return parts as ExperimentParts as PartsOf<E>;
}

function stringParts(experiment: StringExperiment, lab: Lab): StringParts {
  const language = lab.create('language', experiment.language, 'language');
  const model = createModel(experiment, language.alphabet.length, lab);
  const evaluations = experiment.evaluation.measures.map((measure, index) =>
    lab.create('evaluation', measure, `evaluation.measures.${index}`),
  );
  fitting('evaluation.measures', () => requireScorable(model, evaluations));
  const sets = model.targets === 'symbol' ? {} : { admissible: fitting('model.loss', () => admissibleSets(language)) };
  const engine = lab.create('engine', experiment.engine, 'engine');
  engine.prepare(model.recurrence(experiment.training.batchSize)).dispose();
  return { language, model, ...sets, evaluations, engine, ...trainingParts(experiment, lab) };
}

function textParts(experiment: TextExperiment, lab: Lab): TextParts {
  const corpus = lab.create('corpus', experiment.corpus, 'corpus');
  const found = corpusSha256(corpus);
  const { corpusSha256: expected = found } = experiment;
  if (found !== expected)
    throw new OptionError(
      `corpus: the text of ${referenceName(experiment.corpus)} is not the one that this experiment is about: its SHA-256 is ${found}, not ${expected}`,
    );
  const model = createModel(experiment, corpus.vocabulary.length, lab);
  if (model.memory?.tables !== undefined)
    throw new OptionError(
      `model.memory: "${model.memory.name}" keeps its whole history, which cannot be carried on through a text; give it a "window"`,
    );
  const engine = lab.create('engine', experiment.engine, 'engine');
  engine.prepare(model.recurrence(experiment.training.streams, { weightedLoss: true })).dispose();
  return { corpus, corpusSha256: found, model, engine, ...trainingParts(experiment, lab) };
}

function createModel(experiment: Experiment, alphabetSize: number, lab: Lab): RecurrentModel {
  const { controller, memory, embedding, loss, predict } = experiment.model;
  return createRecurrentModel({
    alphabetSize,
    controller: Array.isArray(controller)
      ? controller.map(
          (layer: Reference, index): Controller => lab.create('controller', layer, `model.controller.${index}`),
        )
      : lab.create('controller', controller as Reference, 'model.controller'),
    ...(memory === null ? {} : { memory: lab.create('memory', memory, 'model.memory') }),
    embedding,
    loss,
    predict,
    dropout: experiment.training.dropout,
  });
}

function trainingParts({ freeze, training }: Experiment, lab: Lab): Pick<CommonParts, 'freeze' | 'optimizer'> {
  return {
    freeze: lab.create('freeze-strategy', freeze, 'freeze'),
    optimizer: lab.create('optimizer', training.optimizer, 'training.optimizer'),
  };
}

/** What `make` returns. @throws OptionError for its ModelError, with the option of the experiment that is at fault. */
function fitting<Made>(option: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new OptionError(`${option}: ${error.message}`, { cause: error });
  }
}
