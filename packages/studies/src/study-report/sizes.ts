import { type Experiment, isOnText, resolveExperiment } from '../experiment/schema.ts';
import type { Lengths, StringTraining } from '../experiment/string-schema.ts';
import { formatRange } from '../report/format.ts';
import { finishedRuns } from '../store/queries.ts';
import { firstExperiment, type StudyContext } from './context.ts';

/** What was run, and in what it differs from the protocol of DuSell & Chiang (2023), which Das & Mali (2024) follow. */
export function sizesOf(context: StudyContext): string[] {
  const { study, runs } = context;
  const finished = finishedRuns(runs);
  const axes = Object.entries(study.axes).map(([path, values]) => `${path}: ${Object.keys(values).join(', ')}`);
  const epochs = finished.map(({ results }) => results.training.epochs);
  const cut = finished.filter(({ results }) => results.training.stopped === 'maximum-epochs').length;
  const engines = [...new Set(finished.map(({ results }) => results.engine))].join(', ') || '–';
  return [
    `study "${study.name}"`,
    `${finished.length} of ${runs.length} runs finished: ${new Set(runs.map(({ cell }) => cell)).size} combinations with ${study.restarts} ${study.restarts === 1 ? 'restart' : 'restarts'} each`,
    ...axes,
    `engine: ${engines}`,
    ...protocolOf(study.axes, firstExperiment(context)),
    ...('training.learningRate' in study.axes ? [] : [ratesOf(context)]),
    ...(epochs.length === 0
      ? []
      : [
          `epochs that were trained: ${Math.min(...epochs)} to ${Math.max(...epochs)}; ${cut} of ${finished.length} runs ended at the limit and not for lack of improvement`,
        ]),
    ...(study.paired.length === 0
      ? []
      : [
          `restart n has the same learning rate in all values of ${study.paired.join(', ')}, if it is drawn at random; strings, initial parameters and order differ between any two runs`,
        ]),
  ];
}

/** Options that an axis sets are told with the axis. */
function protocolOf(axes: Readonly<Record<string, unknown>>, experiment: Experiment): string[] {
  if (isOnText(experiment)) return [];
  const { training, evaluation } = experiment;
  if (Object.keys(axes).some((path) => /^(training|evaluation)\b/.test(path))) return [];
  const paper = resolveExperiment({ language: 'any', model: { controller: 'any' } });
  const told = (own: string | number, original: string | number): string =>
    own === original ? `${own} as in the paper` : `${own} (paper: ${original})`;
  const strings = ({ batches, batchSize }: StringTraining): number => batches * batchSize;
  const validation = ({ validationBatches, batchSize }: StringTraining): number => validationBatches * batchSize;
  return [
    `training strings: ${told(strings(training), strings(paper.training))} in batches of ${training.batchSize}, of lengths ${told(formatRange(training.lengths), formatRange(paper.training.lengths))}`,
    `validation strings: ${told(validation(training), validation(paper.training))}, of the same lengths`,
    `at most ${told(training.maximumEpochs, paper.training.maximumEpochs)} epochs; ends after ${training.patience} without improvement`,
    `test strings: ${evaluation.stringsPerLength} of each tested length, ${
      evaluation.lengthsPerBin === undefined
        ? 'every valid length of a bin'
        : `at most ${evaluation.lengthsPerBin} lengths a bin, evenly spread (paper: every valid length)`
    }; the same for all runs. Bins share their end points as in the paper`,
  ];
}

/** How learning rates were chosen. */
function ratesOf({ study }: StudyContext): string {
  const given = (study.base.training as { learningRate?: unknown } | undefined)?.learningRate;
  if (typeof given === 'number')
    return `learning rate: ${given} in all runs (paper: drawn log-uniformly from [0.0005, 0.01])`;
  const range = (given as { logUniform?: Lengths } | undefined)?.logUniform;
  return range === undefined
    ? 'learning rate: drawn log-uniformly from [0.0005, 0.01] as in the paper'
    : `learning rate: drawn log-uniformly from ${formatRange(range)} (paper: [0.0005, 0.01])`;
}
