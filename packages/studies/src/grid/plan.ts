import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '@pushdown/core';
import type { EpochReport } from '@pushdown/training';
import { spread } from '../experiment/data.ts';
import { runFiles } from '../experiment/run-folder.ts';
import { type Experiment, isOnText } from '../experiment/schema.ts';
import type { StudyRun } from './expand-study.ts';
import { type Amounts, type Pilots, pilotsOf } from './pilots.ts';
import type { RunPool } from './pool.ts';
import type { Examination } from './study.ts';

/** What a run of a cell takes at most, because it may end early. */
export interface RunCost {
  readonly secondsPerEpoch: number;
  /** What comes before the first epoch and after the last one. */
  readonly otherSeconds: number;
  /** Of one worker, with all epochs. */
  readonly seconds: number;
  /** On the disk. */
  readonly bytes: number;
}

/** What a study takes. */
export interface StudyPlan {
  readonly runs: number;
  /** Of those, what is left to do. */
  readonly left: number;
  /** By the names of cells of which runs are left. */
  readonly costs: Readonly<Record<string, RunCost>>;
  /** How long it takes with these workers, at most, examinations included. */
  readonly seconds: number;
  /** How many runs are to be examined, and what one of them takes of one worker. */
  readonly examinations: { readonly runs: number; readonly seconds: number };
  readonly bytes: number;
  readonly workers: number;
}

/** The larger one of two pilot runs is so many times larger: what does not grow with the size can so be told from what does. */
const enlargement = 4;

/**
 * Estimates what is left of a study from pilot runs: two short ones of every cell.
 * Cells that differ in their language only are taken to cost the same. If runs are to be examined, two short examinations of the
 * costliest of them stand for all.
 * @param options.left the runs to do. @param options.toExamine one run of every cell whose best restart is to be examined.
 * @throws the signal's reason when aborted.
 */
export async function planStudy(options: {
  readonly runs: readonly StudyRun[];
  readonly left: readonly StudyRun[];
  readonly examine?: Examination | undefined;
  readonly toExamine?: readonly StudyRun[] | undefined;
  readonly pool: RunPool;
  readonly lab: Lab;
  readonly signal?: AbortSignal | undefined;
}): Promise<StudyPlan> {
  const { runs, left, examine, toExamine = [], pool, lab, signal } = options;
  const kinds = new Map([...left, ...toExamine].map((run) => [kindOf(run.experiment), run.experiment]));
  const folder = await mkdtemp(join(tmpdir(), 'pushdown-pilot-'));
  try {
    // Of the first pilot of a worker everything is slow; this one is not counted.
    const first = left[0];
    const warmUp = Array.from({ length: first === undefined ? 0 : pool.workers }, () =>
      pool.run(pilotsOf((first as StudyRun).experiment, lab).pilot(1).experiment, { signal }),
    );
    await Promise.all(warmUp);
    const measured = new Map(
      await Promise.all(
        [...kinds].map(
          async ([kind, experiment], index): Promise<[string, RunCost]> => [
            kind,
            await measure(experiment, join(folder, String(index)), pool, lab, signal),
          ],
        ),
      ),
    );
    const costs = Object.fromEntries(
      left.map(({ cell, experiment }) => [cell, measured.get(kindOf(experiment)) as RunCost]),
    );
    const costliest = toExamine.toSorted(
      (a, b) => secondsOf(measured, b.experiment) - secondsOf(measured, a.experiment),
    )[0];
    const examination =
      examine === undefined || costliest === undefined
        ? 0
        : await measureExamination(costliest.experiment, examine, {
            runFolder: join(folder, String([...kinds.keys()].indexOf(kindOf(costliest.experiment)))),
            pool,
            lab,
            signal,
          });
    const total = (pick: (cost: RunCost) => number): number =>
      left.reduce((sum, run) => sum + pick(costs[run.cell] as RunCost), 0);
    return {
      runs: runs.length,
      left: left.length,
      costs,
      seconds:
        total(({ seconds }) => seconds) / Math.max(1, Math.min(pool.workers, left.length)) +
        examination * Math.ceil(toExamine.length / pool.workers),
      examinations: { runs: toExamine.length, seconds: examination },
      bytes: total(({ bytes }) => bytes),
      workers: pool.workers,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function secondsOf(measured: ReadonlyMap<string, RunCost>, experiment: Experiment): number {
  return measured.get(kindOf(experiment))?.seconds ?? 0;
}

/** So many lengths are examined in the pilots. */
const examinedLengths = [1, 3] as const;

/** What examining a run takes, from examinations of few lengths of what a pilot run has left. */
async function measureExamination(
  experiment: Experiment,
  examination: Examination,
  options: {
    readonly runFolder: string;
    readonly pool: RunPool;
    readonly lab: Lab;
    readonly signal: AbortSignal | undefined;
  },
): Promise<number> {
  const { runFolder, pool, lab, signal } = options;
  // It will not be examined, and that takes no time.
  if (isOnText(experiment)) return 0;
  const language = lab.create('language', experiment.language, 'language');
  const symbols = (mostLengths: number): number =>
    spread(language.validLengths(...examination.lengths), mostLengths).reduce((sum, length) => sum + length, 0);
  const pilot = async (mostLengths: number): Promise<{ size: number; seconds: number } | undefined> => {
    const begun = performance.now();
    const few = { ...examination, mostLengths };
    const folder = join(runFolder, 'examined', String(mostLengths));
    const { failure } = await pool.examine({ experiment, runFolder, examination: few, folder }, signal);
    return failure === undefined
      ? { size: symbols(mostLengths), seconds: (performance.now() - begun) / 1000 }
      : undefined;
  };
  const [small, large] = [await pilot(examinedLengths[0]), await pilot(examinedLengths[1])];
  // What cannot be examined takes no time worth speaking of, and says later why.
  return small === undefined || large === undefined ? 0 : extrapolate(small, large, symbols(examination.mostLengths));
}

/** Equal for experiments that take the same time. */
function kindOf({ name: _, seed: __, language: ___, training, ...rest }: Experiment): string {
  return JSON.stringify({ ...rest, ...training, learningRate: undefined });
}

interface Pilot {
  readonly amounts: Amounts;
  /** Of an epoch. */
  readonly epochSeconds: number;
  /** Of the evaluation after the last epoch. */
  readonly evaluationSeconds: number;
  readonly bytes: number;
}

async function measure(
  experiment: Experiment,
  folder: string,
  pool: RunPool,
  lab: Lab,
  signal: AbortSignal | undefined,
): Promise<RunCost> {
  const pilots = pilotsOf(experiment, lab);
  const { maximumEpochs } = experiment.training;
  const small = await runPilot(pilots, 1, maximumEpochs, folder, pool, signal);
  const large = await runPilot(pilots, enlargement, maximumEpochs, folder, pool, signal);
  // Runs that fail take no time worth speaking of, and say later why.
  if (small === undefined || large === undefined) return { secondsPerEpoch: 0, otherSeconds: 0, seconds: 0, bytes: 0 };
  const { whole } = pilots;
  const secondsPerEpoch = extrapolate(
    { size: small.amounts.epoch, seconds: small.epochSeconds },
    { size: large.amounts.epoch, seconds: large.epochSeconds },
    whole.epoch,
  );
  const otherSeconds = extrapolate(
    { size: small.amounts.evaluation, seconds: small.evaluationSeconds },
    { size: large.amounts.evaluation, seconds: large.evaluationSeconds },
    whole.evaluation,
  );
  return {
    secondsPerEpoch,
    otherSeconds,
    seconds: secondsPerEpoch * maximumEpochs + otherSeconds,
    bytes: large.bytes,
  };
}

async function runPilot(
  pilots: Pilots,
  size: number,
  maximumEpochs: number,
  folder: string,
  pool: RunPool,
  signal: AbortSignal | undefined,
): Promise<Pilot | undefined> {
  const { experiment: pilot, ...amounts } = pilots.pilot(size);
  const reports: EpochReport[] = [];
  let lastEpoch = 0;
  const onEpoch = (report: EpochReport): void => {
    reports.push(report);
    lastEpoch = performance.now();
  };
  const result = await pool.run(pilot, { folder, overwrite: true, onEpoch, signal });
  if ('failure' in result) return undefined;
  return {
    amounts,
    epochSeconds: Math.min(...reports.map(({ seconds }) => seconds)),
    evaluationSeconds: (performance.now() - lastEpoch) / 1000,
    bytes: await bytesOf(folder, maximumEpochs, reports.length),
  };
}

/** The line through two measurements; one through the origin where noise makes the larger one look quicker. */
function extrapolate(
  small: { readonly size: number; readonly seconds: number },
  large: { readonly size: number; readonly seconds: number },
  size: number,
): number {
  const slope = (large.seconds - small.seconds) / (large.size - small.size);
  return slope > 0 ? Math.max(0, large.seconds + slope * (size - large.size)) : (large.seconds * size) / large.size;
}

/** What a folder takes when a run of all epochs is done. Each epoch has a line in the metrics and in two checkpoints. */
async function bytesOf(folder: string, maximumEpochs: number, epochs: number): Promise<number> {
  let bytes = 0;
  let metrics = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const file = await stat(join(folder, name));
    if (!file.isFile()) continue;
    bytes += file.size;
    if (name === runFiles.metrics) metrics = file.size / epochs;
  }
  return bytes + 3 * metrics * (maximumEpochs - epochs);
}
