import { type Batch, createSession, evaluateModel, type Lab } from '@pushdown/core';
import { sampleData, toRange } from './data.ts';
import { createParts } from './parts.ts';
import type { PreparedRun } from './prepared-run.ts';
import type { SetResults } from './results.ts';
import type { Lengths, StringExperiment } from './string-schema.ts';

/** Samples the strings of an experiment. @throws as `createParts` and `sampleData`. */
export function prepareStrings(experiment: StringExperiment, lab: Lab): PreparedRun {
  const parts = createParts(experiment, lab);
  const { language, model, engine, evaluations, admissible } = parts;
  const { training, validation, bins } = sampleData(experiment, language);
  const trainingRange = toRange(experiment.training.lengths);
  return {
    experiment,
    parts,
    training,
    validation,
    evaluate(parameters, signal) {
      const sets = admissible === undefined ? {} : { admissible };
      const session = createSession({ model, engine, parameters, ...sets });
      const score = (batches: readonly Batch[], range: Lengths): SetResults => ({
        strings: batches.reduce((total, batch) => total + batch.length, 0),
        measurements: evaluateModel({
          session,
          batches,
          evaluations,
          context: { language, range: toRange(range), trainingRange },
        }),
      });
      try {
        return {
          validation: score(validation, experiment.training.lengths),
          bins: bins.map(({ range, lengths, batches }) => {
            signal?.throwIfAborted();
            const bin = [range.min, range.max] as const;
            return { range: bin, lengths, ...score(batches, bin) };
          }),
        };
      } finally {
        session.dispose();
      }
    },
  };
}
