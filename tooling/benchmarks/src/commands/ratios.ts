import type { Case } from '../measuring/case.ts';
import type { Measurement } from '../measuring/measure.ts';
import { measureFresh } from '../measuring/measure-fresh.ts';
import { summarize } from '../measuring/summary.ts';
import { type Column, formatRows } from '../output/rows.ts';
import { interleave } from '../processes/interleave.ts';
import { medianRatio } from '../statistics.ts';
import { type CommonOptions, formatOf } from './options.ts';

interface RatioRow {
  readonly name: string;
  readonly model: string;
  readonly length: number;
  readonly batch: number;
  readonly msPerStep: number;
  /** Time of a step as a multiple of that of the first row. */
  readonly ratio: number;
  /** The same of processor time, which other work on the machine does not lengthen. */
  readonly cpuMsPerStep: number;
  readonly cpuRatio: number;
}

const columns: readonly Column<RatioRow>[] = [
  { title: 'what', of: ({ name }) => name },
  { title: 'length', of: ({ length }) => length },
  { title: 'batch', of: ({ batch }) => batch },
  { title: 'ms a step', of: ({ msPerStep }) => msPerStep, digits: 3 },
  { title: 'ratio to the first', of: ({ ratio }) => ratio, digits: 2 },
  { title: 'CPU ms a step', of: ({ cpuMsPerStep }) => cpuMsPerStep, digits: 3 },
  { title: 'CPU ratio', of: ({ cpuRatio }) => cpuRatio, digits: 2 },
];

/** Measures cases by turns and prints how long a step takes beside the first of them. */
export function printRatios(cases: Readonly<Record<string, Case>>, options: CommonOptions): void {
  const results = interleave(
    options.runs,
    Object.values(cases).map((measured) => () => measureFresh(measured)),
  );
  const [first = []] = results;
  const rows = Object.entries(cases).map(([name, { model, length, batch }], index): RatioRow => {
    const own = results[index] ?? [];
    const { msPerStep, cpuMsPerStep } = summarize(own);
    const ratio = (of: (measurement: Measurement) => number): number =>
      Number(medianRatio(own.map(of), first.map(of)).toFixed(3));
    return {
      name,
      model,
      length,
      batch,
      msPerStep,
      ratio: ratio((measurement) => measurement.msPerStep),
      cpuMsPerStep,
      cpuRatio: ratio((measurement) => measurement.cpuMsPerStep),
    };
  });
  process.stdout.write(formatRows(rows, columns, formatOf(options)));
}
