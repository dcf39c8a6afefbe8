import { writeFileSync } from 'node:fs';
import type { Measurement } from '@pushdown/core';
import { count3, markedReverseAndCopy } from '@pushdown/datasets';
import { references } from '@pushdown/evaluation';
import { linePlot } from '@pushdown/studies';
import { pushdown } from './commands.ts';

/** The published bins and the lengths of training. */
const training = { min: 40, max: 80 };
const ranges = [training, { min: 40, max: 100 }, { min: 100, max: 200 }, { min: 200, max: 400 }];

/** The two lines beside every result, on two languages and the published lengths. */
export function drawReferenceLines(folder: string): void {
  const languages = [count3(), markedReverseAndCopy()];
  const values = languages.map((language) => ranges.map((range) => references(language, range, training)));
  const categories = ranges.map(({ min, max }) => `${min}–${max}`);
  const draw = (file: string, valueName: string, read: (found: ReturnType<typeof references>) => number): void => {
    const series = languages.map(({ name }, index) => ({
      name: `${name}, bigram`,
      values: (values[index] as (typeof values)[number]).map(read),
    }));
    const bounds = languages.map(({ name }, index) => ({
      name: `${name}, lower bound`,
      values: (values[index] as (typeof values)[number]).map(({ lowerBound }) => lowerBound.perplexity),
    }));
    const plot = linePlot({
      title: `The bigram line: ${valueName}`,
      categories,
      categoryName: 'lengths; the first are those of training',
      valueName,
      series,
      references: valueName === 'perplexity' ? bounds : [],
      minimum: valueName === 'perplexity' ? 1 : 0,
      ...(valueName === 'perplexity' ? {} : { maximum: 1 }),
    });
    writeFileSync(`${folder}/${file}.svg`, `${plot}\n`);
  };
  draw('reference-lines-perplexity', 'perplexity', ({ bigram }) => bigram.perplexity);
  draw('reference-lines-accuracy', 'accuracy', ({ bigram }) => bigram.accuracy);
}

/** The model of the tutorial on strings far longer than those it was trained on. */
export async function drawLengths(folder: string, runs: string): Promise<void> {
  const run = `${runs}/tutorial`;
  await pushdown(['run', 'docs/examples/tutorial.json', '--output', run, '--overwrite']);
  const report = JSON.parse(await pushdown(['evaluate', run, '--lengths', '6:60', '--overwrite', '--json'])) as {
    readonly measurements: { readonly perplexity: Measurement };
  };
  const byLength = report.measurements.perplexity.byLength ?? [];
  const at = byLength.map(({ length }) => references(count3(), { min: length, max: length }, { min: 6, max: 15 }));
  const plot = linePlot({
    title: 'Trained on lengths 6 to 15, tested up to 60',
    categories: byLength.map(({ length }) => String(length)),
    categoryName: 'length',
    valueName: 'perplexity',
    minimum: 1,
    series: [{ name: 'LSTM with a stack', values: byLength.map(({ value }) => value) }],
    references: [
      { name: 'lower bound', values: at.map(({ lowerBound }) => lowerBound.perplexity) },
      { name: 'bigram', values: at.map(({ bigram }) => bigram.perplexity) },
    ],
  });
  writeFileSync(`${folder}/lengths.svg`, `${plot}\n`);
}
