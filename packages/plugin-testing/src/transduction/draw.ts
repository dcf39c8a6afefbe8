import { randomStream, type Transduction } from '@pushdown/core';

export type Input = readonly number[];

/** Inputs of one length; the same at every call. */
export function drawInputs(task: Transduction, length: number, count: number): readonly Input[] {
  const random = randomStream(length, 'conformance/transduction');
  return Array.from({ length: count }, () => task.sampleInput(length, random));
}
