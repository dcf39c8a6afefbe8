import type { MemoryStep, Reference } from '@pushdown/core';
import { type BestRun, bestRun, type RunRules, type StepWeights } from '@pushdown/memory-structures';
import { referenceName, type Table } from '@pushdown/studies';
import { UsageError } from '../errors.ts';

/** The memories that follow all runs of an automaton. */
const nondeterministic: readonly string[] = ['nondeterministic-stack', 'vector-nondeterministic-stack'];

/**
 * The best run of a nondeterministic stack.
 * @param memory as the experiment names it.
 * @throws UsageError when it is another memory, or every run has the weight 0.
 */
export function bestRunOf(memory: Reference, steps: readonly MemoryStep[]): BestRun {
  requireRuns(memory);
  const weights = steps.map(
    ({ actions }): StepWeights => ({
      push: actions.push?.values ?? [],
      replace: actions.replace?.values ?? [],
      pop: actions.pop?.values ?? [],
    }),
  );
  // Its options were checked when the model was made, and those that a run needs have the same names.
  const found = bestRun(weights, memory as unknown as RunRules);
  if (found === undefined) throw new UsageError('--best-run: every run of the automaton has the weight 0');
  return found;
}

/** @throws UsageError when a memory has no runs. */
export function requireRuns(memory: Reference): void {
  const name = referenceName(memory);
  if (!nondeterministic.includes(name))
    throw new UsageError(`--best-run: the memory ${name} follows no runs (${nondeterministic.join(' and ')} do)`);
}

/** A configuration a row, the one before the first symbol first; stacks from the bottom to the top. */
export function bestRunTable({ logWeight, configurations }: BestRun, symbols: readonly string[]): Table {
  return {
    caption: `The best run, bottom of the stack first (ln of its weight: ${logWeight.toFixed(3)})`,
    columns: ['#', 'symbol', 'action', 'stack', 'state'],
    labelColumns: 4,
    rows: configurations.map(({ action = '', state, stack }, time) => ({
      kind: 'result',
      cells: [String(time), symbols[time - 1] ?? '', action, stack.join(' '), String(state)],
    })),
  };
}
