import { holm } from '../statistics/holm.ts';
import { comparePairs, type PairedComparison } from '../statistics/paired-comparison.ts';
import { measurementOf, type StringSet } from '../store/queries.ts';
import {
  comparesFreezing,
  controlModel,
  hasMemory,
  runsOf,
  type StudyContext,
  stringSets,
  subjectAxis,
  subjectsOf,
  valuesOf,
} from './context.ts';

/** A freezing mode beside full training, on one set of strings. */
export interface FreezingComparison {
  /** Or corpus. */
  readonly language: string;
  readonly model: string;
  readonly freeze: string;
  readonly set: StringSet;
  /** Of the cross-entropy difference, frozen minus fully trained: what is below 0 speaks for freezing. */
  readonly difference: PairedComparison;
  /** The p-value of the test, corrected by Holm's method for all comparisons of the same mode on the same set. */
  readonly corrected: number;
}

/** What is compared: nats per symbol above the lower bound, which no string of a set can dominate as it can perplexity. */
export const comparedMeasure = 'cross-entropy-difference';

/** What is compared in a study; of a text, whose lower bound nobody knows, nats per symbol themselves. */
export function comparedMeasureOf(context: StudyContext): string {
  return subjectAxis(context) === 'corpus' ? 'cross-entropy' : comparedMeasure;
}

/** All comparisons of a study with full training but for the control; each mode on each set is a family of its own. */
export function freezingComparisons(context: StudyContext): readonly FreezingComparison[] {
  if (!comparesFreezing(context)) return [];
  const modes = valuesOf(context, 'freeze').filter((freeze) => freeze !== 'none');
  return stringSets(context).flatMap(({ set }) =>
    modes.flatMap((freeze) => {
      const family = subjectsOf(context).flatMap((language) =>
        valuesOf(context, 'model')
          // Where there is nothing to freeze: the control.
          .filter((model) => freeze !== 'memory' || hasMemory(context, model))
          .flatMap((model) => {
            const difference = compareWithNone(context, { language, model, freeze, set });
            return difference === undefined ? [] : [{ language, model, freeze, set, difference }];
          }),
      );
      const corrected = holm(family.map(({ difference }) => difference.test.pValue));
      return family.map((found, index) => ({ ...found, corrected: corrected[index] as number }));
    }),
  );
}

/**
 * The A/A control: frozen memory minus full training of a model without memory. Both are the same training with other random
 * numbers, so that whatever differs is noise.
 */
export function controlComparison(
  context: StudyContext,
  language: string,
  set: StringSet,
): PairedComparison | undefined {
  const model = controlModel(context);
  return model === undefined ? undefined : compareWithNone(context, { language, model, freeze: 'memory', set });
}

function compareWithNone(
  context: StudyContext,
  { language, model, freeze, set }: { language: string; model: string; freeze: string; set: StringSet },
): PairedComparison | undefined {
  const measure = comparedMeasureOf(context);
  const valuesBy = (mode: string): (number | undefined)[] => {
    const values: (number | undefined)[] = Array(context.study.restarts).fill(undefined);
    for (const { restart, results } of runsOf(context, { [subjectAxis(context)]: language, model, freeze: mode }))
      values[restart - 1] = measurementOf(results, measure, set)?.value;
    return values;
  };
  return comparePairs(valuesBy('none'), valuesBy(freeze), [measure, set, language, model, freeze].join('/'));
}
