import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '@pushdown/core';
import { requireSameExperiment } from '../checkpoints/differences.ts';
import { fromJson, toJson } from '../experiment/json.ts';
import type { RunResults } from '../experiment/results.ts';
import { readRunFile, runFiles } from '../experiment/run-folder.ts';
import { storing } from '../files/storage-error.ts';
import { writeWhole } from '../files/write-whole.ts';
import { expandStudy, type StudyRun } from '../grid/expand-study.ts';
import type { Failure } from '../grid/failure.ts';
import { resolveStudy, type Study } from '../grid/study.ts';
import { type RunLocks, runLocks } from './locks.ts';

/** What the folder of a study holds. Every run has a folder of its own in `runs`, and in `examined` if it was chosen. */
export const studyFiles = {
  study: 'study.json',
  runs: 'runs',
  examined: 'examined',
  locks: 'locks',
  failure: 'failure.json',
} as const;

/** Why a run failed, how often it was tried: `failure.json` in its folder. */
export interface RunFailure extends Failure {
  readonly attempts: number;
}

/** A run of a study with what its folder holds. */
export interface StoredRun extends StudyRun {
  readonly folder: string;
  /** `unfinished`: begun, but nobody works on it. */
  readonly status: 'finished' | 'failed' | 'running' | 'unfinished' | 'waiting';
  readonly results?: RunResults;
  readonly failure?: RunFailure;
  /** Epochs done so far. */
  readonly epochs: number;
}

/**
 * The runs of a study and where they are kept. There is no index that could be wrong after a crash: what a folder holds is
 * read from it, and a run is finished when its results, which are written last and at once, are there.
 */
export interface RunStore {
  readonly folder: string;
  readonly study: Study;
  readonly runs: readonly StudyRun[];
  readonly locks: RunLocks;
  /** The folder of a run, whether it exists or not. */
  folderOf(run: StudyRun): string;
  /** What has been found for one run, finished or failed for good; undefined if there is something to do. */
  settled(run: StudyRun): Promise<StoredRun | undefined>;
  /**
   * Every run of the study with what has been found for it so far.
   * @throws OptionError when a file of it cannot be read as what it should be.
   */
  read(): Promise<readonly StoredRun[]>;
  /** Notes that a run failed, and why. */
  fail(run: StudyRun, failure: RunFailure): Promise<void>;
  /** Forgets that a run failed. */
  forgive(run: StudyRun): Promise<void>;
}

/**
 * Opens the folder of a study, makes it if necessary, and keeps the study in it. A folder may get a changed study, with
 * other values on its axes or other restarts; runs that are no longer part of it stay where they are.
 * @throws OptionError when the folder holds another study, or runs of these names that were made otherwise.
 */
export async function createRunStore(folder: string, study: Study): Promise<RunStore> {
  const store = openStore(folder, study);
  const earlier = await readStudy(folder);
  if (earlier !== undefined && earlier.name !== study.name)
    throw new OptionError(
      `the folder "${folder}" holds the study "${earlier.name}", not "${study.name}"; choose another`,
    );
  for (const run of store.runs) {
    const path = store.folderOf(run);
    const begun = await readRunFile(path, 'experiment');
    if (begun !== undefined) requireSameExperiment(begun, run.experiment, `"${join(path, runFiles.experiment)}"`);
  }
  await storing(folder, () => mkdir(join(folder, studyFiles.runs), { recursive: true }));
  await writeWhole(join(folder, studyFiles.study), `${toJson(study)}\n`);
  return store;
}

/** Opens the folder of a study that was begun. @throws OptionError when it holds none. */
export async function openRunStore(folder: string): Promise<RunStore> {
  const study = await readStudy(folder);
  if (study === undefined)
    throw new OptionError(`the folder "${folder}" holds no study; expected the folder given to "pushdown study run"`);
  return openStore(folder, study);
}

function openStore(folder: string, study: Study): RunStore {
  const runs = expandStudy(study);
  const locks = runLocks(join(folder, studyFiles.locks));
  const folderOf = ({ name }: StudyRun): string => join(folder, studyFiles.runs, name);
  const failureOf = (run: StudyRun): string => join(folderOf(run), studyFiles.failure);

  const settled = async (run: StudyRun): Promise<StoredRun | undefined> => {
    const path = folderOf(run);
    const results = (await readRunFile(path, 'results')) as RunResults | undefined;
    if (results !== undefined)
      return { ...run, folder: path, status: 'finished', results, epochs: results.training.epochs };
    const failure = (await readJson(failureOf(run))) as RunFailure | undefined;
    if (failure !== undefined) return { ...run, folder: path, status: 'failed', failure, epochs: await epochsIn(path) };
    return undefined;
  };

  return {
    folder,
    study,
    runs,
    locks,
    folderOf,
    settled,
    async read() {
      const stored: StoredRun[] = [];
      for (const run of runs) stored.push((await settled(run)) ?? (await unsettled(run, folderOf(run), locks)));
      return stored;
    },
    async fail(run, failure) {
      await storing(folderOf(run), () => mkdir(folderOf(run), { recursive: true }));
      await writeWhole(failureOf(run), `${toJson(failure)}\n`);
    },
    forgive: (run) => storing(failureOf(run), () => rm(failureOf(run), { force: true })),
  };
}

async function unsettled(run: StudyRun, folder: string, locks: RunLocks): Promise<StoredRun> {
  const running = await locks.held(run.name);
  const begun = (await readdir(folder).catch(() => [])).length > 0;
  return {
    ...run,
    folder,
    status: running ? 'running' : begun ? 'unfinished' : 'waiting',
    epochs: await epochsIn(folder),
  };
}

async function epochsIn(folder: string): Promise<number> {
  const text = await readFile(join(folder, runFiles.metrics), 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}

async function readStudy(folder: string): Promise<Study | undefined> {
  const path = join(folder, studyFiles.study);
  const value = await readJson(path);
  return value === undefined ? undefined : resolveStudy(value, `"${path}"`);
}

/** @throws OptionError when it is damaged. */
async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  try {
    return fromJson(text);
  } catch (error) {
    throw new OptionError(`"${path}" is damaged: ${(error as Error).message}`, { cause: error });
  }
}
