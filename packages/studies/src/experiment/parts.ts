import {
  type Controller,
  createRecurrentModel,
  type Engine,
  type Evaluation,
  type FreezeStrategy,
  type Lab,
  type Language,
  type Optimizer,
  type RecurrentModel,
  type Reference,
  type SetEvaluation,
} from '@pushdown/core';
import type { Experiment } from './schema.ts';

/** Everything an experiment names, made. */
export interface ExperimentParts {
  readonly language: Language;
  readonly model: RecurrentModel;
  readonly freeze: FreezeStrategy;
  readonly optimizer: Optimizer;
  readonly evaluations: readonly (Evaluation | SetEvaluation)[];
  readonly engine: Engine;
}

/**
 * Makes everything an experiment names, traces the model once and shows it to the engine, so that mistakes show before
 * anything is written.
 *
 * @throws OptionError when a contribution or one of its options does not exist or has the wrong type; TensorError when
 *   shapes in a step do not fit; CompileError when the engine compiles and there is no code for the model.
 */
export function createParts(experiment: Experiment, lab: Lab): ExperimentParts {
  const { controller, memory, embedding } = experiment.model;
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
  });
  const engine = lab.create('engine', experiment.engine, 'engine');
  engine.prepare(model.recurrence(experiment.training.batchSize)).dispose();
  return {
    language,
    model,
    freeze: lab.create('freeze-strategy', experiment.freeze, 'freeze'),
    optimizer: lab.create('optimizer', experiment.training.optimizer, 'training.optimizer'),
    evaluations: experiment.evaluation.measures.map((measure, index) =>
      lab.create('evaluation', measure, `evaluation.measures.${index}`),
    ),
    engine,
  };
}
