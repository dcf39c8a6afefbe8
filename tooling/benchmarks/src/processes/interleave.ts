import { showProgress } from './progress.ts';

/**
 * Runs every task once, then every task once more, and so on. A spell in which the machine is slow then hits all of them,
 * not one.
 * @returns the results of each task, by round.
 */
export function interleave<T>(rounds: number, tasks: readonly (() => T)[]): T[][] {
  const results: T[][] = tasks.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      showProgress(round * tasks.length + index, rounds * tasks.length);
      results[index]?.push(task());
    }
  }
  showProgress(rounds * tasks.length, rounds * tasks.length);
  return results;
}
