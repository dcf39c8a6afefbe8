import type { Lab, ParameterValues } from '@pushdown/core';
import { prepareText } from '../experiment/prepare-text.ts';
import type { TextResults } from '../experiment/prepared-run.ts';
import { modelName, referenceName } from '../experiment/schema.ts';
import type { TextExperiment } from '../experiment/text-schema.ts';
import { perplexityTable } from '../report/perplexity-table.ts';
import type { Report } from '../report/report.ts';

/** What a trained model reaches on the texts of a corpus. */
export interface TextEvaluationResult extends Pick<TextResults, 'validation' | 'test' | 'corpus'> {
  readonly name: string;
  readonly experiment: TextExperiment;
  /** What was to run the model. */
  readonly engine: string;
}

/**
 * Reads the validation and the test text of an experiment again with a trained model, the state carried on, on the engine that
 * the experiment names.
 * @throws OptionError when the corpus is not the one that the model was trained on, or as `createParts`; the signal's reason
 *   when aborted.
 */
export async function evaluateTextRun(options: {
  readonly experiment: TextExperiment;
  readonly lab: Lab;
  readonly parameters: ParameterValues;
  readonly signal?: AbortSignal | undefined;
}): Promise<TextEvaluationResult> {
  const { lab, parameters, signal } = options;
  const { experiment, parts, evaluate } = prepareText(options.experiment, lab);
  await parts.engine.load?.();
  const { validation, test, corpus } = evaluate(parameters, signal);
  return { name: experiment.name, experiment, engine: parts.engine.name, validation, test, corpus };
}

/** Perplexities as a report. */
export function textEvaluationReport({ name, experiment, engine, corpus, ...sets }: TextEvaluationResult): Report {
  const { model, freeze, seed, training } = experiment;
  return {
    title: `${name}: evaluation`,
    blocks: [
      {
        kind: 'list',
        items: [
          `corpus ${referenceName(experiment.corpus)}, model ${modelName(model)}, frozen: ${referenceName(freeze)}, seed ${seed}`,
          `${corpus.symbols.validation} symbols of the validation text and ${corpus.symbols.test} of the test text, in ${training.streams} streams, ${training.steps} symbols at a time, the state carried on`,
          `engine ${engine}`,
        ],
      },
      { kind: 'table', table: perplexityTable([{ label: modelName(model), sets }]) },
    ],
  };
}
