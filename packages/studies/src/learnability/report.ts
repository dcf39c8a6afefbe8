import type { Reference } from '@pushdown/core';
import type { Experiment, ExperimentInput, Lengths } from '../experiment/schema.ts';
import { referenceName, resolveExperiment } from '../experiment/schema.ts';
import { formatRange } from '../report/format.ts';
import type { Block, Report, Table } from '../report/report.ts';
import { differenceColumns, type MeasureColumn, paperColumns, resultTable } from '../report/result-table.ts';
import { controlLines } from './controls.ts';
import { freezingModes, learnabilityLanguages, learnabilityModels } from './experiments.ts';
import { type LearnabilityOutcome, resultsOf } from './outcome.ts';
import { learnabilityFigures } from './plots.ts';

/** The study as a report: what was run, tables with their references, plots, and the control. */
export function learnabilityReport(outcome: LearnabilityOutcome): Report {
  const failures = outcome.runs.flatMap(({ outcome }) =>
    'failure' in outcome ? [`${outcome.experiment.name}: ${outcome.failure.message}`] : [],
  );
  return {
    title: 'Learnability: which grammars does a stack help with, and what if parts of the network are frozen?',
    blocks: [
      { kind: 'heading', text: 'What was run' },
      { kind: 'list', items: sizes(outcome) },
      {
        kind: 'paragraph',
        text: 'Freezing modes name the frozen part, which keeps its random initial values: "memory" (m), "controller" (c), "controller-and-memory" (cm); in the mode "none" everything trains. The classifier always trains.',
      },
      ...(failures.length === 0
        ? []
        : [
            { kind: 'heading', text: 'Runs that failed' } satisfies Block,
            { kind: 'list', items: failures } satisfies Block,
          ]),
      { kind: 'heading', text: 'Perplexity and accuracy' },
      {
        kind: 'paragraph',
        text: 'Perplexity counts the end of a string as a symbol, and so does accuracy, the share of symbols that were the most probable ones. The lower bound is what the distribution of the strings itself reaches: no model does better in expectation. The bound of the accuracy knows the length of each string. The bigram predictor sees nothing but the symbol before. A result near the bigram row shows no use of anything further back, however high its accuracy.',
      },
      ...learnabilityTables(outcome, paperColumns).map((table): Block => ({ kind: 'table', table })),
      { kind: 'heading', text: 'Cross-entropy difference to the lower bound' },
      {
        kind: 'paragraph',
        text: 'ln(perplexity) minus ln(lower bound), in nats per symbol: 0 is perfect, and the scale is the same for all lengths.',
      },
      ...learnabilityTables(outcome, differenceColumns).map((table): Block => ({ kind: 'table', table })),
      { kind: 'figures', figures: learnabilityFigures(outcome) },
      { kind: 'heading', text: 'Control: differences between equal trainings (A/A)' },
      {
        kind: 'paragraph',
        text: `An LSTM without memory has no memory to freeze: "none" and "memory" are the same training problem for it. With the same seed the difference must be zero, which checks the machinery. With another seed it shows how far two restarts of the same training are apart, as one sample of that.`,
      },
      { kind: 'list', items: controlLines(outcome) },
      { kind: 'heading', text: 'What follows, and what does not' },
      {
        kind: 'paragraph',
        text: 'Each number comes from a single run with a single seed. No comparison of means is possible, there are no confidence intervals, and differences between rows may come from the random initial values alone. Read the tables as an illustration, and compare rows with the lower bound and the bigram predictor, which have no restarts.',
      },
    ],
  };
}

/** One table a language. */
export function learnabilityTables(outcome: LearnabilityOutcome, columns: readonly MeasureColumn[]): Table[] {
  const runs = outcome.runs.filter(({ restart }) => !restart);
  const models = [...new Set(runs.map(({ model }) => model))].reverse();
  return [...new Set(runs.map(({ language }) => language))].map((language) =>
    resultTable({
      caption: language,
      labels: ['model', 'frozen'],
      columns,
      runs: models.flatMap((model) =>
        freezingModes.map(({ strategy }) => ({
          labels: [model, strategy],
          results: resultsOf(
            runs.find((run) => run.language === language && run.model === model && run.mode === strategy),
          ),
        })),
      ),
    }),
  );
}

function describeModel({ controller, memory }: ExperimentInput['model']): string {
  const describe = (reference: Reference): string => {
    if (typeof reference === 'string') return reference;
    const { type, ...options } = reference;
    return `${type} (${Object.entries(options)
      .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
      .join(', ')})`;
  };
  return [...([controller].flat() as Reference[]), ...(memory ? [memory] : [])].map(describe).join(' + ');
}

/** What was run, and in what it falls short of the paper. */
function sizes({ profileName, profile, runs }: LearnabilityOutcome): string[] {
  const experiment = runs[0]?.outcome.experiment as Experiment;
  const paper = resolveExperiment({ language: 'any', model: { controller: 'any' } });
  const { training, evaluation } = experiment;
  const strings = ({ batches, batchSize }: Experiment['training']): number => batches * batchSize;
  const lessThan = (own: string | number, original: string | number): string =>
    own === original ? `${own} as in the paper` : `${own} (paper: ${original})`;
  const rate = ({ learningRate }: Experiment['training']): string =>
    typeof learningRate === 'number'
      ? String(learningRate)
      : `drawn log-uniformly from ${formatRange(learningRate.logUniform as Lengths)}`;
  const compared = runs.filter(({ restart }) => !restart).length;
  return [
    `profile "${profileName}": ${profile.description}`,
    `${compared} compared runs: ${learnabilityModels.length} models × ${learnabilityLanguages.length} languages × ${freezingModes.length} freezing modes, all with seed ${profile.seed}; ${runs.length - compared} further restarts with seed ${profile.restartSeed} for the control. The paper reports the best of 10 restarts`,
    `engine: ${[...new Set(runs.map(({ outcome }) => ('results' in outcome ? outcome.results.engine : referenceName(outcome.experiment.engine))))].join(', ')}`,
    `models: ${learnabilityModels.map(describeModel).join('; ')}`,
    `training strings: ${lessThan(strings(training), strings(paper.training))} in batches of ${training.batchSize}, of lengths ${lessThan(formatRange(training.lengths), formatRange(paper.training.lengths))}`,
    `validation strings: ${lessThan(training.validationBatches * training.batchSize, paper.training.validationBatches * paper.training.batchSize)}, of the same lengths`,
    `at most ${lessThan(training.maximumEpochs, paper.training.maximumEpochs)} epochs; ends after ${training.patience} without improvement; learning rate ${lessThan(rate(training), rate(paper.training))}, times ${training.decay.factor} after more than ${training.decay.patience} epochs without improvement; gradients clipped to norm ${training.clipNorm}`,
    `test strings: ${evaluation.stringsPerLength} of each tested length, ${
      evaluation.lengthsPerBin === undefined
        ? 'every valid length of a bin'
        : `only ${evaluation.lengthsPerBin} lengths a bin, evenly spread (paper: every valid length)`
    }. The test strings of a language are the same for all runs. Bins share their end points as in the paper`,
    'the lower bound is computed exactly on the very strings that the models are evaluated on; the bigram predictor is fitted exactly on the training lengths and evaluated exactly on every valid length of a bin',
  ];
}
