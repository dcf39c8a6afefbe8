import {
  type AdmissibleSets,
  admissibleSets,
  type Controller,
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
import type { Experiment } from './schema.ts';

/** Everything an experiment names, made. */
export interface ExperimentParts {
  readonly language: Language;
  readonly model: RecurrentModel;
  /** Only for models that predict sets: what they learn. */
  readonly admissible?: AdmissibleSets;
  readonly freeze: FreezeStrategy;
  readonly optimizer: Optimizer;
  readonly evaluations: readonly (Evaluation | SetEvaluation)[];
  readonly engine: Engine;
}

/**
 * Makes everything an experiment names, traces the model once and shows it to the engine, so that mistakes show before
 * anything is written.
 *
 * @throws OptionError when a contribution or one of its options does not exist or has the wrong type, or loss, language and
 *   measures do not go together; TensorError when shapes in a step do not fit, or whatever else the engine's `prepare`
 *   refuses the model with.
 */
export function createParts(experiment: Experiment, lab: Lab): ExperimentParts {
  const { controller, memory, embedding, loss, predict } = experiment.model;
  const language = lab.create('language', experiment.language, 'language');
  const model = createRecurrentModel({
    alphabetSize: language.alphabet.length,
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
  const evaluations = experiment.evaluation.measures.map((measure, index) =>
    lab.create('evaluation', measure, `evaluation.measures.${index}`),
  );
  fitting('evaluation.measures', () => requireScorable(model, evaluations));
  const sets = model.targets === 'symbol' ? {} : { admissible: fitting('model.loss', () => admissibleSets(language)) };
  const engine = lab.create('engine', experiment.engine, 'engine');
  engine.prepare(model.recurrence(experiment.training.batchSize)).dispose();
  return {
    language,
    model,
    ...sets,
    freeze: lab.create('freeze-strategy', experiment.freeze, 'freeze'),
    optimizer: lab.create('optimizer', experiment.training.optimizer, 'training.optimizer'),
    evaluations,
    engine,
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
