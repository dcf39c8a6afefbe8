import type { Lab } from '@pushdown/core';
import type { EpochReport } from '@pushdown/training';
import { createParts } from '../experiment/parts.ts';
import type { RunResults } from '../experiment/results.ts';
import type { Claim } from '../store/locks.ts';
import type { RunFailure, RunStore, StoredRun } from '../store/study-folder.ts';
import type { StudyRun } from './expand-study.ts';
import type { RunPool } from './pool.ts';
import { type SharedTask, shareTasks } from './share-tasks.ts';

/** What happens while a study runs. */
export type StudyEvent =
  | { readonly kind: 'started'; readonly run: StudyRun }
  | { readonly kind: 'epoch'; readonly run: StudyRun; readonly report: EpochReport }
  | { readonly kind: 'finished'; readonly run: StudyRun; readonly results: RunResults }
  /** A run failed for the first time and is tried again. */
  | { readonly kind: 'retrying'; readonly run: StudyRun; readonly failure: RunFailure }
  | { readonly kind: 'failed'; readonly run: StudyRun; readonly failure: RunFailure }
  /** Another process has finished the run, or has seen it fail. */
  | { readonly kind: 'elsewhere'; readonly run: StoredRun };

/** Options of `runStudy`. */
export interface RunStudyOptions {
  readonly store: RunStore;
  readonly pool: RunPool;
  /** Try again what failed before. */
  readonly retryFailed?: boolean | undefined;
  readonly onEvent?: ((event: StudyEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const attempts = 2;

/**
 * Does what is left of a study: runs that are done are skipped, runs that were cut off go on where they were, a run that fails
 * is tried once more, and then the others go on. Several processes may do this at the same time in one folder; they
 * divide the runs.
 *
 * @returns all runs of the study. It ends when they are finished or failed, whichever process did them.
 * @throws OptionError and whatever else `createParts` finds wrong before the first run; StorageError; the signal's reason.
 */
export async function runStudy(options: RunStudyOptions): Promise<readonly StoredRun[]> {
  const { store, pool, retryFailed = false, signal } = options;
  const open: StudyRun[] = [];
  for (const run of await store.read()) {
    if (run.status === 'finished') continue;
    if (run.status === 'failed') {
      if (!retryFailed) continue;
      await store.forgive(run);
    }
    open.push(run);
  }
  const tasks = open.map(
    (run): SharedTask => ({
      name: run.name,
      async settled() {
        const settled = await store.settled(run);
        if (settled !== undefined) options.onEvent?.({ kind: 'elsewhere', run: settled });
        return settled !== undefined;
      },
      perform: (claim) => perform(run, claim, options),
    }),
  );
  await shareTasks({ tasks, locks: store.locks, workers: pool.workers, signal });
  return store.read();
}

/** Checks one experiment of every cell. @throws OptionError, TensorError, CompileError as `createParts` does. */
export function checkStudy(runs: readonly StudyRun[], lab: Lab): void {
  for (const { restart, experiment } of runs) if (restart === 1) createParts(experiment, lab);
}

/** @returns false when the lock was lost: whoever has it now does the run. */
async function perform(
  run: StudyRun,
  claim: Claim,
  { store, pool, onEvent, signal }: RunStudyOptions,
): Promise<boolean> {
  const stop = signal === undefined ? claim.lost : AbortSignal.any([signal, claim.lost]);
  onEvent?.({ kind: 'started', run });
  let overwrite = false;
  for (let attempt = 1; ; attempt++) {
    const result = await pool
      .run(run.experiment, {
        folder: store.folderOf(run),
        ...(overwrite ? { overwrite } : { resume: true }),
        onEpoch: (report) => onEvent?.({ kind: 'epoch', run, report }),
        signal: stop,
      })
      .catch((error: unknown) => {
        signal?.throwIfAborted();
        if (claim.lost.aborted) return undefined;
        throw error;
      });
    if (result === undefined) return false;
    if ('results' in result) {
      onEvent?.({ kind: 'finished', run, results: result.results });
      return true;
    }
    const failure: RunFailure = { ...result.failure, attempts: attempt };
    if (attempt === attempts) {
      await store.fail(run, failure);
      onEvent?.({ kind: 'failed', run, failure });
      return true;
    }
    // Where no checkpoint can be read, only a new beginning helps.
    overwrite = failure.name === 'CheckpointError';
    onEvent?.({ kind: 'retrying', run, failure });
  }
}
