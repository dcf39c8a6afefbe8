import { mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { storing } from '../files/storage-error.ts';
import { writeWhole } from '../files/write-whole.ts';

/** A lock whose process has not shown signs of life for so many milliseconds may be taken over. */
const stale = 30_000;

/** A run that belongs to this process until it is released. */
export interface Claim {
  /** Aborts when the lock was lost, for example because the computer slept and another process took it over. */
  readonly lost: AbortSignal;
  /** Gives it back. */
  release(): Promise<void>;
}

interface Owner {
  readonly host: string;
  readonly process: number;
}

/**
 * Locks by which processes that work in one folder divide the runs among each other. The lock of a process that has died
 * is taken over: at once on the same host, otherwise after half a minute.
 */
export interface RunLocks {
  /**
   * Takes a run, so that no other process works on it.
   * @returns undefined when another process, or this one, has it.
   */
  claim(run: string): Promise<Claim | undefined>;
  /** Whether a living process has it. */
  held(run: string): Promise<boolean>;
}

/** Locks of the runs in a folder, in files, so that several processes can share a study. */
export function runLocks(folder: string): RunLocks {
  // The lock itself is the folder with ".lock" after this.
  const pathOf = (run: string): string => join(folder, run);
  const ownerOf = (run: string): string => join(folder, `${run}.owner.json`);
  const options = { realpath: false, stale };

  const isHeld = async (run: string): Promise<boolean> =>
    (await lockfile.check(pathOf(run), options)) && !hasDied(await readOwner(ownerOf(run)));

  /**
   * One process at a time: otherwise two that find the same stale lock could both remove it, the second one after the first
   * has made its own.
   */
  const alone = async <T>(action: () => Promise<T>): Promise<T> => {
    await storing(folder, () => mkdir(folder, { recursive: true }));
    const release = await lockfile.lock(join(folder, 'all'), {
      realpath: false,
      stale: 10_000,
      retries: { retries: 600, factor: 1, minTimeout: 50, maxTimeout: 50, randomize: true },
    });
    try {
      return await action();
    } finally {
      await release();
    }
  };

  return {
    held: isHeld,
    claim: (run) =>
      alone(async () => {
        if (await isHeld(run)) return undefined;
        await rmdir(`${pathOf(run)}.lock`).catch(() => {});
        const controller = new AbortController();
        const onCompromised = (error: Error): void => controller.abort(error);
        const release = await lockfile.lock(pathOf(run), { ...options, onCompromised });
        const owner: Owner = { host: hostname(), process: process.pid };
        await writeWhole(ownerOf(run), `${JSON.stringify(owner)}\n`);
        return {
          lost: controller.signal,
          async release() {
            // Who has lost the lock must not take it from its new owner.
            if (controller.signal.aborted) return;
            await rm(ownerOf(run), { force: true });
            await release();
          },
        };
      }),
  };
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    // Not written yet, or the file of another version: only the time tells then.
    return undefined;
  }
}

function hasDied(owner: Owner | undefined): boolean {
  if (owner === undefined || owner.host !== hostname()) return false;
  try {
    process.kill(owner.process, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
