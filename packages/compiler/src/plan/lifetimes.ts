import type { Buffer } from '../loops/kernel.ts';
import { loadsOfKernel } from '../loops/substitute.ts';
import { type Plan, sectionNames } from './plan.ts';

/** The first and the last section of a run that use a buffer, by their places in the order of sections. */
export interface Lifetime {
  readonly first: number;
  readonly last: number;
}

const known = new WeakMap<Plan, ReadonlyMap<Buffer, Lifetime>>();

/**
 * The lifetimes of those buffers that only the code of a run fills and reads. What is not there is filled or read from
 * outside, or has to hold zeros that no code writes: it keeps its memory for the whole run.
 */
export function lifetimesOf(plan: Plan): ReadonlyMap<Buffer, Lifetime> {
  let lifetimes = known.get(plan);
  if (lifetimes === undefined) {
    lifetimes = findLifetimes(plan);
    known.set(plan, lifetimes);
  }
  return lifetimes;
}

function findLifetimes({ sections, places, accumulators, filledUp }: Plan): Map<Buffer, Lifetime> {
  const outside = new Set<Buffer>([
    ...Object.values(places).flatMap((group: Readonly<Record<string, Buffer>>) => Object.values(group)),
    ...accumulators,
    ...filledUp,
  ]);
  const lifetimes = new Map<Buffer, Lifetime>();
  for (const [section, name] of sectionNames.entries()) {
    for (const kernel of sections[name]) {
      for (const buffer of [kernel.target, ...loadsOfKernel(kernel).map((load) => load.buffer)]) {
        if (outside.has(buffer)) continue;
        const first = lifetimes.get(buffer)?.first ?? section;
        lifetimes.set(buffer, { first, last: section });
      }
    }
  }
  return lifetimes;
}
