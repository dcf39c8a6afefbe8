import type {
  Evaluation,
  EvaluationContext,
  EvaluationSession,
  Measurement,
  SetEvaluation,
} from '../contracts/evaluation.ts';
import { ModelError } from '../model/errors.ts';
import type { RecurrentModel } from '../model/recurrent-model.ts';
import type { Batch } from './run-of.ts';
import type { Session } from './session.ts';

/**
 * Lets a model predict batches and scores the predictions by several evaluations at once.
 * @returns the measurements of all evaluations, by name.
 * @throws ModelError when two evaluations give a measurement the same name, or one cannot score what the model predicts.
 */
export function evaluateModel(options: {
  readonly session: Session;
  readonly batches: Iterable<Batch>;
  readonly evaluations: readonly (Evaluation | SetEvaluation)[];
  readonly context: EvaluationContext;
}): Readonly<Record<string, Measurement>> {
  const { session, batches, evaluations, context } = options;
  requireScorable(session.model, evaluations);
  const symbols = evaluations.flatMap((evaluation) => ('start' in evaluation ? [evaluation.start(context)] : []));
  const sets = evaluations.flatMap((evaluation) => ('startSets' in evaluation ? [evaluation.startSets(context)] : []));
  for (const batch of batches) {
    if (symbols.length > 0) addAll(symbols, batch, (strings) => session.predict(strings));
    if (sets.length > 0) addAll(sets, batch, (strings) => session.predictSets(strings));
  }
  const measurements: Record<string, Measurement> = {};
  for (const score of [...symbols, ...sets]) {
    for (const [name, measurement] of Object.entries(score.result())) {
      if (measurements[name] !== undefined)
        throw new ModelError(`two evaluations measure "${name}"; leave one of them out`);
      measurements[name] = measurement;
    }
  }
  return measurements;
}

function addAll<P>(scores: readonly EvaluationSession<P>[], batch: Batch, predict: (strings: Batch) => P): void {
  const predictions = predict(batch);
  for (const score of scores) {
    const rivals = score.rivals?.(batch);
    score.add(predictions, ...(rivals === undefined ? [] : [predict(rivals)]));
  }
}

/**
 * Makes sure that evaluations score what a model predicts; to be asked before it is trained.
 * @throws ModelError that names the first evaluation that does not.
 */
export function requireScorable(
  model: Pick<RecurrentModel, 'loss' | 'targets'>,
  evaluations: readonly (Evaluation | SetEvaluation)[],
): void {
  for (const evaluation of evaluations) {
    const scored = 'startSets' in evaluation ? 'set' : 'symbol';
    if (scored !== model.targets) {
      throw new ModelError(
        `the evaluation ${evaluation.name} scores predictions of ${scored}s, but a model with the loss ${model.loss} predicts ${model.targets}s`,
      );
    }
  }
}
