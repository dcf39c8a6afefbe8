import { formatRange } from '../report/format.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import { perplexityTable } from '../report/perplexity-table.ts';
import type { Report, Table } from '../report/report.ts';
import { differenceColumns, paperColumns, resultTable, setColumns, stringColumns } from '../report/result-table.ts';
import { spreadTable } from '../report/spread-table.ts';
import { tableToText } from '../report/text.ts';
import { validationScore } from '../report/validation-score.ts';
import type { RunResults } from './results.ts';
import { isOnText, modelName, referenceName, subjectName } from './schema.ts';

/** What a run found, as a page of Markdown. */
export function summarize(results: RunResults): string {
  return reportToMarkdown(createReport(results), ({ name }) => `${name}.svg`);
}

/** What a run found, for a terminal. */
export function summarizeAsText(results: RunResults): string {
  return [
    results.name,
    ...facts(results).map((fact) => `  ${fact}`),
    '',
    ...tables(results).flatMap((table) => [tableToText(table), '']),
  ]
    .join('\n')
    .trimEnd();
}

function createReport(results: RunResults): Report {
  return {
    title: results.name,
    blocks: [
      { kind: 'list', items: facts(results) },
      ...tables(results).map((table) => ({ kind: 'table' as const, table })),
    ],
  };
}

const stops: Readonly<Record<RunResults['training']['stopped'], string>> = {
  patience: 'no improvement any more',
  'maximum-epochs': 'the limit',
  'minimum-learning-rate': 'the lowest learning rate',
};

function facts(results: RunResults): string[] {
  const { experiment, training, parameterCount, trainedParameterCount, engine } = results;
  const kind = isOnText(experiment) ? 'corpus' : 'language';
  return [
    `${kind} ${subjectName(experiment)}, model ${modelName(experiment.model)}, frozen: ${referenceName(experiment.freeze)}`,
    `${parameterCount} parameters, ${trainedParameterCount} of them trained; seed ${experiment.seed}, engine ${engine}`,
    `${describeData(results)}, initial learning rate ${training.learningRate.toPrecision(3)}${training.clipNorm === undefined ? '' : `, gradient clipped to norm ${training.clipNorm.toPrecision(3)}`}`,
    `${training.epochs} epochs until ${stops[training.stopped]}; parameters of epoch ${training.bestEpoch}, ${validationScore(training)}`,
    `evaluated on ${describeTests(results)}`,
  ];
}

function describeData({ experiment, corpus }: RunResults): string {
  if (!isOnText(experiment)) {
    const { batches, batchSize, lengths } = experiment.training;
    return `${batches} batches of ${batchSize} strings of lengths ${formatRange(lengths)}`;
  }
  const { streams, steps } = experiment.training;
  return `${corpus?.symbols.training} symbols of a vocabulary of ${corpus?.vocabulary}, in ${streams} streams, ${steps} symbols at a time`;
}

function describeTests({ validation, bins, test, corpus }: RunResults): string {
  if (test !== undefined)
    return `${corpus?.symbols.validation} symbols of the validation text and ${corpus?.symbols.test} of the test text`;
  const strings = bins.map(
    ({ strings, lengths, range }) => `${strings} strings of ${lengths.length} lengths in ${formatRange(range)}`,
  );
  return `${validation.strings} validation strings and ${strings.join(', ')}`;
}

function tables(results: RunResults): Table[] {
  const label = modelName(results.experiment.model);
  if (results.test !== undefined) return [perplexityTable([{ label, sets: results }])];
  const runs = [{ labels: [label], results }];
  const measured = (measure: string): boolean => Object.hasOwn(results.validation.measurements, measure);
  const compared = [
    { caption: 'Perplexity and accuracy', columns: paperColumns },
    { caption: 'Cross-entropy difference to the lower bound, nats per symbol', columns: differenceColumns },
    { caption: 'Whole strings', columns: stringColumns },
    { caption: 'Where exactly the symbols that may come next are admitted', columns: setColumns },
  ]
    .map(({ caption, columns }) => ({ caption, columns: columns.filter(({ measure }) => measured(measure)) }))
    .filter(({ columns }) => columns.length > 0)
    .map(({ caption, columns }) => resultTable({ caption, labels: [''], runs, columns }));
  const spread = measured('perplexity') ? [spreadTable('Perplexity of single strings', 'perplexity', results)] : [];
  return [...compared, ...spread];
}
