import type { RunResults } from '../experiment/results.ts';
import { formatDifference, formatRange } from '../report/format.ts';
import { type LearnabilityOutcome, type LearnabilityRun, resultsOf } from './outcome.ts';

const plainModel = 'lstm';

/**
 * The A/A control: what differs between trainings that are the same. Without a memory there is nothing to freeze, so
 * `none` and `memory` pose an LSTM the same problem.
 */
export function controlLines({ runs, profile }: LearnabilityOutcome): string[] {
  const languages = [...new Set(runs.map(({ language }) => language))];
  return languages.flatMap((language) => {
    const find = (mode: string, restart: boolean): RunResults | undefined =>
      resultsOf(
        runs.find(
          (run: LearnabilityRun) =>
            run.language === language && run.model === plainModel && run.mode === mode && run.restart === restart,
        ),
      );
    const plain = find('none', false);
    return [
      describe(`${language}, frozen memory minus none, seed ${profile.seed}`, plain, find('memory', false)),
      describe(
        `${language}, none with seed ${profile.restartSeed} minus none with seed ${profile.seed}`,
        plain,
        find('none', true),
      ),
    ];
  });
}

function describe(title: string, from: RunResults | undefined, to: RunResults | undefined): string {
  if (from === undefined || to === undefined) return `${title}: a run failed`;
  const difference = (a: RunResults['validation'] | undefined, b: RunResults['validation'] | undefined): string =>
    formatDifference(
      (b?.measurements.perplexity?.value ?? Number.NaN) - (a?.measurements.perplexity?.value ?? Number.NaN),
    );
  const bins = from.bins.map((bin, index) => `${formatRange(bin.range)} ${difference(bin, to.bins[index])}`);
  return `${title}: perplexity ${[`validation ${difference(from.validation, to.validation)}`, ...bins].join(', ')}`;
}
