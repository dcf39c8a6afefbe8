import { setImmediate } from 'node:timers/promises';

/**
 * Lets whatever waits run, such as the handling of an interrupt, which long computations would hold up.
 * @throws the signal's reason when aborted.
 */
export async function takeTurns(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
