import { type Contribution, defineEvaluation, type SetEvaluation, type SetPredictions } from '@pushdown/core';
import { EvaluationError } from '../errors.ts';
import { startAggregation } from './aggregation.ts';
import { requireSymbols } from './predictions.ts';
import { type ReportOptions, reportOptions } from './report-options.ts';

/**
 * For models that predict which symbols may come next: the share of positions where exactly the right ones are admitted,
 * `k-hot-accuracy`, and the share of strings of which this holds everywhere, `k-hot-string-accuracy`, the accuracy of
 * Suzgun et al. (2019). The bound of both is 1, because the right sets follow from what was read.
 */
export const kHotAccuracy: Contribution<'evaluation', ReportOptions, SetEvaluation> = defineEvaluation({
  name: 'k-hot-accuracy',
  description: 'share of positions, and of whole strings, where exactly the symbols that may come next are admitted',
  source: 'Suzgun et al. 2019',
  options: reportOptions,
  create: (options) => ({
    name: 'k-hot-accuracy',
    startSets(context) {
      const positions = startAggregation(context, options);
      const strings = startAggregation(context, options);
      let added = 0;
      return {
        add(predictions) {
          for (const { length, right, all } of verdicts(predictions)) {
            positions.add(length, right, all);
            strings.add(length, right === all ? 1 : 0, 1);
            added += all;
          }
        },
        result() {
          requireSymbols('k-hot-accuracy', added);
          return {
            'k-hot-accuracy': { ...positions.measurement(), bound: 1 },
            'k-hot-string-accuracy': { ...strings.measurement(), bound: 1 },
          };
        },
      };
    },
  }),
});

/** Positions of one string, and at how many of them the set is right. */
interface Verdict {
  readonly length: number;
  readonly right: number;
  readonly all: number;
}

/**
 * At how many positions of each string the set is right, and how many it has.
 * @throws EvaluationError when there is no string, or the parts of a batch do not fit together.
 */
function verdicts({ strings, positions, right }: SetPredictions): readonly Verdict[] {
  const fail = (problem: string): never => {
    throw new EvaluationError(`evaluation "k-hot-accuracy": ${problem}`);
  };
  if (strings.length === 0) fail('a batch of predictions needs at least one string');
  const longest = Math.max(...strings.map(({ length }) => length));
  // Besides the positions after its symbols, a string may have one before the first.
  const before = positions - longest;
  if (before !== 0 && before !== 1) fail(`a string of ${longest} symbols cannot have ${positions} positions`);
  if (right.length !== positions * strings.length)
    fail(
      `"right" has ${right.length} values; ${strings.length} strings of ${positions} positions need ${positions * strings.length}`,
    );
  return strings.map(({ length }, column) => {
    const own = Array.from(
      { length: length + before },
      (_, position) => right[position * strings.length + column] as number,
    );
    return { length, right: own.reduce((total, value) => total + value, 0), all: own.length };
  });
}
