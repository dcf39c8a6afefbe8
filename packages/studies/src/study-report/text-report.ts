import type { Experiment } from '../experiment/schema.ts';
import { isOnText } from '../experiment/schema.ts';
import type { Block, Report } from '../report/report.ts';
import { finishedRuns } from '../store/queries.ts';
import { freezingComparisons } from './comparisons.ts';
import { comparesFreezing, controlModel, firstExperiment, type StudyContext, stringSets } from './context.ts';
import { comparisonTables, controlTable, meanTables } from './tables.ts';
import { bestTextTable } from './text-table.ts';

/** A study of language modeling as a report. */
export function textStudyReport(context: StudyContext): Report {
  const { study } = context;
  const freezing = comparesFreezing(context);
  return {
    title: study.description === '' ? study.name : study.description,
    blocks: [
      { kind: 'heading', text: 'What was run' },
      { kind: 'list', items: sizesOf(context) },
      ...failures(context),
      { kind: 'heading', text: 'Best restarts' },
      {
        kind: 'paragraph',
        text: 'The restart with the best validation perplexity. Every symbol counts, the ends of lines and unknown words too; the state is carried on through the whole text.',
      },
      { kind: 'table', table: bestTextTable(context) },
      { kind: 'heading', text: 'All restarts' },
      ...meanTables(context, 'cross-entropy', stringSets(context)).map((table): Block => ({ kind: 'table', table })),
      ...(freezing ? comparisonBlocks(context) : []),
    ],
  };
}

function comparisonBlocks(context: StudyContext): Block[] {
  return [
    ...(controlModel(context) === undefined
      ? []
      : [
          { kind: 'heading' as const, text: 'Control: equal trainings (A/A)' },
          {
            kind: 'paragraph' as const,
            text: 'An LSTM has no memory to freeze: "none" and "memory" are the same training problem for it. What differs between them is noise, and no smaller difference of other models means anything.',
          },
          { kind: 'table' as const, table: controlTable(context) },
        ]),
    { kind: 'heading', text: 'Frozen minus fully trained' },
    {
      kind: 'paragraph',
      text: `Nats per symbol; below 0, freezing is better. Pairs are restarts with the same learning rate and limit of the gradient. p: sign-flip permutation test in both directions, then corrected by Holm's method. With ${context.study.restarts} pairs no p is below ${(2 / 2 ** context.study.restarts).toPrecision(2)}.`,
    },
    ...comparisonTables(context, freezingComparisons(context)).map((table): Block => ({ kind: 'table', table })),
  ];
}

function sizesOf(context: StudyContext): string[] {
  const { study, runs } = context;
  const finished = finishedRuns(runs);
  const epochs = finished.map(({ results }) => results.training.epochs);
  const [corpus] = finished.flatMap(({ results }) => results.corpus ?? []);
  return [
    `study "${study.name}"`,
    `${finished.length} of ${runs.length} runs finished: ${new Set(runs.map(({ cell }) => cell)).size} combinations with ${study.restarts} restarts each`,
    ...Object.entries(study.axes).map(([path, values]) => `${path}: ${Object.keys(values).join(', ')}`),
    `engine: ${[...new Set(finished.map(({ results }) => results.engine))].join(', ') || '–'}`,
    ...(corpus === undefined
      ? []
      : [
          `symbols of the texts: ${corpus.symbols.training} of training, ${corpus.symbols.validation} of validation, ${corpus.symbols.test} of test; vocabulary of ${corpus.vocabulary}`,
        ]),
    ...protocolOf(firstExperiment(context)),
    ...(epochs.length === 0 ? [] : [`epochs that were trained: ${Math.min(...epochs)} to ${Math.max(...epochs)}`]),
  ];
}

function protocolOf(experiment: Experiment): string[] {
  if (!isOnText(experiment)) return [];
  const { streams, steps, share, maximumEpochs, patience } = experiment.training;
  return [
    `${streams} streams, ${steps} symbols between truncations${share === 1 ? '' : `, the first ${100 * share} % of each text`}`,
    `at most ${maximumEpochs} epochs; ends after ${patience} without improvement`,
  ];
}

function failures({ runs }: StudyContext): Block[] {
  const failed = runs.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure.message}`]));
  return failed.length === 0
    ? []
    : [
        { kind: 'heading', text: 'Runs that failed' },
        { kind: 'list', items: failed },
      ];
}
