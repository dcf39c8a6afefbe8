import { beforeTraining, type FreezeStrategy, type ParameterDescription, type Session } from '@pushdown/core';
import { freezeController, freezeControllerAndMemory, freezeMemory, freezeNothing } from '@pushdown/freeze-strategies';
import { benchmarkModel } from '../models.ts';
import { median, medianRatio } from '../statistics.ts';
import { engines } from './case.ts';
import { benchmarkSession, benchmarkStep } from './workload.ts';

const leastRounds = 8;

/** What stays frozen, by the names of the freezing strategies. */
const freezing = {
  none: (): FreezeStrategy => freezeNothing({}),
  memory: (): FreezeStrategy => freezeMemory({}),
  controller: (): FreezeStrategy => freezeController({}),
  'controller-and-memory': (): FreezeStrategy => freezeControllerAndMemory({}),
};

export type FreezingName = keyof typeof freezing;

export interface FreezingCase {
  /** A name that `benchmarkModel` knows. */
  readonly model: string;
  readonly length: number;
  readonly batch: number;
  /** Strategies by name, the one that the others are compared with first. */
  readonly strategies: readonly FreezingName[];
  readonly seconds: number;
}

/** What one process finds of one strategy. */
export interface FreezingMeasurement {
  /** Median of a step. */
  readonly msPerStep: number;
  /** Median of the time of a step as a multiple of that of the first strategy's step right before it. */
  readonly ratio: number;
}

/**
 * Trains with all strategies by turns, step by step in one process, so that what slows the machine slows all of them. A few
 * percent show that way, which separate processes would hide.
 */
export function measureFreezing({
  model: name,
  length,
  batch,
  strategies,
  seconds,
}: FreezingCase): FreezingMeasurement[] {
  const model = benchmarkModel(name);
  const sessionOf = (frozen: FreezingName): Session => {
    const strategy = freezing[frozen]();
    const isFrozen = (parameter: ParameterDescription): boolean => strategy.isFrozen(parameter, beforeTraining);
    return benchmarkSession({ model, engine: engines.compiled(), isFrozen });
  };
  const steps = strategies.map((frozen) => benchmarkStep(sessionOf(frozen), { batch, length }));
  // The first step of each compiles.
  for (const step of steps) step();
  const times: number[][] = steps.map(() => []);
  const begin = performance.now();
  const elapsed = (): number => (performance.now() - begin) / (seconds * 1000);
  // A third of the time warms up. However slow steps are, some count.
  for (let counted = 0; counted < leastRounds || elapsed() < 1; ) {
    const counts = elapsed() > 1 / 3;
    if (counts) counted++;
    for (const [index, step] of steps.entries()) {
      const start = performance.now();
      step();
      if (counts) times[index]?.push(performance.now() - start);
    }
  }
  const [first = []] = times;
  return times.map((own) => ({ msPerStep: median(own), ratio: medianRatio(own, first) }));
}
