import type { Evaluation, EvaluationContext, Measurement } from '../contracts/evaluation.ts';
import { ModelError } from '../model/errors.ts';
import type { Batch } from './run-of.ts';
import type { Session } from './session.ts';

/**
 * Lets a model predict batches and scores the predictions by several evaluations at once.
 * @returns the measurements of all evaluations, by name.
 * @throws ModelError when two evaluations give a measurement the same name.
 */
export function evaluateModel(options: {
  readonly session: Session;
  readonly batches: Iterable<Batch>;
  readonly evaluations: readonly Evaluation[];
  readonly context: EvaluationContext;
}): Readonly<Record<string, Measurement>> {
  const scores = options.evaluations.map((evaluation) => evaluation.start(options.context));
  for (const batch of options.batches) {
    const predictions = options.session.predict(batch);
    for (const score of scores) score.add(predictions);
  }
  const measurements: Record<string, Measurement> = {};
  for (const score of scores) {
    for (const [name, measurement] of Object.entries(score.result())) {
      if (measurements[name] !== undefined)
        throw new ModelError(`two evaluations measure "${name}"; leave one of them out`);
      measurements[name] = measurement;
    }
  }
  return measurements;
}
