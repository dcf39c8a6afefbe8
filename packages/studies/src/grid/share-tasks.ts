import { setTimeout as wait } from 'node:timers/promises';
import type { Claim, RunLocks } from '../store/locks.ts';

/** Something that is to be done once, by whichever process. */
export interface SharedTask {
  /** Names its lock. */
  readonly name: string;
  /** Whether another process has done it; asked while nobody works on it. */
  settled(): Promise<boolean>;
  /** @returns false when the lock was lost: whoever has it now does the task. */
  perform(claim: Claim): Promise<boolean>;
}

/** How often to look, in milliseconds, whether a task that another process has is done. */
const patience = 500;

/**
 * Does tasks, so many at a time, and shares them with the other processes that have the same ones to do.
 * @returns when all of them are done, by whichever process. @throws what tasks throw; the signal's reason when aborted.
 */
export async function shareTasks(options: {
  readonly tasks: readonly SharedTask[];
  readonly locks: RunLocks;
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
}): Promise<void> {
  const { tasks, locks, workers, signal } = options;
  const todo = new Set(tasks);
  const workThrough = async (): Promise<void> => {
    while (todo.size > 0) {
      signal?.throwIfAborted();
      const taken = await takeNext(todo, locks);
      if (taken === undefined) {
        await wait(patience, undefined, { ...(signal === undefined ? {} : { signal }) });
        continue;
      }
      const { task, claim } = taken;
      try {
        if (!(await task.settled()) && !(await task.perform(claim))) todo.add(task);
      } finally {
        await claim.release();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, workThrough));
  signal?.throwIfAborted();
}

/** Only tasks that this process does not work on are in `todo`, so that no worker asks for those of another. */
async function takeNext(
  todo: Set<SharedTask>,
  locks: RunLocks,
): Promise<{ readonly task: SharedTask; readonly claim: Claim } | undefined> {
  for (const task of [...todo]) {
    if (!todo.delete(task)) continue;
    const claim = await locks.claim(task.name);
    if (claim !== undefined) return { task, claim };
    todo.add(task);
  }
  return undefined;
}
