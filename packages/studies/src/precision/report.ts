import type { Block } from '../report/report.ts';
import { precisionFigures } from './figures.ts';
import type { PrecisionResult } from './measure.ts';
import { familyTables, lengthThresholdTable, machineTable, thresholdTable } from './tables.ts';

/** What precision does to a model, as blocks of a report. @param name the model, for the titles of pictures. */
export function precisionBlocks(name: string, result: PrecisionResult): Block[] {
  return [
    { kind: 'heading', text: 'Precision' },
    {
      kind: 'paragraph',
      text: 'The same trained parameters and the same strings in other formats of numbers. "Everything rounded": parameters and the result of every operation are rounded to the format; a product of matrices or a sum is one operation. "State and memory rounded": only what later steps read is, which is the state of the controller, the memory and its reading; all else is float32.',
    },
    { kind: 'table', table: machineTable(result) },
    {
      kind: 'paragraph',
      text: 'The advantage is how many nats per symbol the model is better than a bigram table. Where it is not positive, the model shows nothing that a table of symbol pairs does not have.',
    },
    { kind: 'table', table: thresholdTable(result.thresholds) },
    {
      kind: 'paragraph',
      text: 'With so many bits, and with more, more than that share of the advantage in float32 is kept; with one bit less it is not. In brackets the middle 95 % over 1000 resamples of the strings: what other strings of these lengths could give. They say nothing about other trainings. A dash where float32 has no advantage to keep; "more" where the most bits of the sweep do not keep it.',
    },
    { kind: 'figures', figures: precisionFigures(name, result) },
    { kind: 'table', table: lengthThresholdTable(result) },
    {
      kind: 'paragraph',
      text: 'A language with a single string of a length leaves nothing to resample at that length.',
    },
    ...familyTables(result).map((table): Block => ({ kind: 'table', table })),
  ];
}
