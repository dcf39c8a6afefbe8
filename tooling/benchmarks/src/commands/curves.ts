import { Command, Option } from 'commander';
import type { Case } from '../measuring/case.ts';
import { measureFresh } from '../measuring/measure-fresh.ts';
import { summarize } from '../measuring/summary.ts';
import { stringModelNames } from '../models.ts';
import { type Column, formatRows } from '../output/rows.ts';
import { interleave } from '../processes/interleave.ts';
import { addCommonOptions, type CommonOptions, formatOf } from './options.ts';

const curves = {
  length: { unit: 'time step', points: [40, 80, 160, 320, 640, 1600].map((length) => ({ length, batch: 10 })) },
  batch: {
    unit: 'string',
    points: [1, 2, 4, 8, 10, 16, 32, 64, 128, 256, 512].map((batch) => ({ length: 40, batch })),
  },
} as const;

type CurveName = keyof typeof curves;

interface CurveRow {
  readonly curve: CurveName;
  readonly model: string;
  readonly length: number;
  readonly batch: number;
  readonly engine: string;
  readonly msPerStep: number;
  /** What `msPerUnit` counts. */
  readonly unit: string;
  readonly msPerUnit: number;
  /** The same of processor time, which other work on the machine does not lengthen. */
  readonly cpuMsPerStep: number;
  readonly cpuMsPerUnit: number;
  readonly peakMemoryMB: number;
}

const columns: readonly Column<CurveRow>[] = [
  { title: 'length', of: ({ length }) => length },
  { title: 'batch', of: ({ batch }) => batch },
  { title: 'ms a step', of: ({ msPerStep }) => msPerStep, digits: 3 },
  { title: 'ms a unit', of: ({ msPerUnit }) => msPerUnit, digits: 4 },
  { title: 'CPU ms a step', of: ({ cpuMsPerStep }) => cpuMsPerStep, digits: 3 },
  { title: 'CPU ms a unit', of: ({ cpuMsPerUnit }) => cpuMsPerUnit, digits: 4 },
  { title: 'unit', of: ({ unit }) => unit },
  { title: 'peak memory, MB', of: ({ peakMemoryMB }) => peakMemoryMB },
];

interface Options extends CommonOptions {
  readonly model: string;
  readonly curve?: CurveName;
}

export function curvesCommand(): Command {
  const command = new Command('curves')
    .description(
      'cost of a training step by length and by batch, on the engine `compiled`; medians over fresh processes',
    )
    .addOption(new Option('--model <name>', 'model').choices(stringModelNames).default('lstm'))
    .addOption(new Option('--curve <name>', 'only this curve').choices(Object.keys(curves)));
  return addCommonOptions(command, { runs: 3, seconds: 0.3 }).action((options: Options) => {
    for (const curve of options.curve === undefined ? (Object.keys(curves) as CurveName[]) : [options.curve]) {
      const rows = curveRows(curve, options);
      const format = formatOf(options);
      process.stdout.write(`${formatRows(rows, columns, format)}${format === 'json' ? '' : '\n'}`);
    }
  });
}

function curveRows(curve: CurveName, { model, runs, seconds }: Options): CurveRow[] {
  const { unit, points } = curves[curve];
  const cases = points.map((point): Case => ({ engine: 'compiled', model, ...point, seconds }));
  const results = interleave(
    runs,
    cases.map((measured) => () => measureFresh(measured)),
  );
  return cases.map(({ length, batch, engine }, index) => {
    const { msPerStep, cpuMsPerStep, peakMemoryMB } = summarize(results[index] ?? []);
    const perUnit = (time: number): number => Number((time / (curve === 'length' ? length : batch)).toPrecision(4));
    return {
      curve,
      model,
      length,
      batch,
      engine,
      msPerStep,
      unit,
      msPerUnit: perUnit(msPerStep),
      cpuMsPerStep,
      cpuMsPerUnit: perUnit(cpuMsPerStep),
      peakMemoryMB,
    };
  });
}
