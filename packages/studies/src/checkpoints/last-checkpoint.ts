import type { CheckpointStore } from './store.ts';

/** Errors that end a run which can go on later. */
const resumable: ReadonlySet<string> = new Set(['NonFiniteError', 'StorageError']);

/** What `action` returns. The message of an error that ends a run also names the last good checkpoint. */
export async function withLastCheckpoint<T>(
  checkpoints: CheckpointStore | undefined,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const last = checkpoints?.latest();
    if (error instanceof Error && last !== undefined && resumable.has(error.name))
      error.message += `; the last good checkpoint is "${last}"`;
    throw error;
  }
}
