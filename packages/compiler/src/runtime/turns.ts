import type { Plan } from '../plan/plan.ts';
import type { Program } from './program.ts';

/** Neighboring sequences of a batch that are computed together. */
export interface Turn {
  readonly first: number;
  readonly count: number;
}

/** All sequences in one turn, or as many in each as a row of the plan holds. */
export function turnsOf({ batchSize = 1, laneCount }: Plan): Turn[] {
  const count = Math.ceil(batchSize / laneCount);
  return Array.from({ length: count }, (_, index) => ({
    first: index * laneCount,
    count: Math.min(laneCount, batchSize - index * laneCount),
  }));
}

/** Sums over the sequences of a batch, added up turn by turn. */
export interface Totals {
  /** Adds the share of the turn that was computed last. */
  add(): void;
  /** Puts the sums where the share of the last turn is. */
  putBack(): void;
}

/** The sums that the update reads; there are none where all sequences are computed together. */
export function totalsOf({ plan, view }: Program): Totals {
  const totals = plan.totals.map((buffer) => ({ buffer, values: new Float32Array(view(buffer).length) }));
  return {
    add() {
      for (const { buffer, values } of totals) addTo(values, view(buffer));
    },
    putBack() {
      for (const { buffer, values } of totals) view(buffer).set(values);
    },
  };
}

/** Adds numbers to others in their place. */
export function addTo(sums: Float32Array, numbers: Float32Array): void {
  for (let index = 0; index < sums.length; index++) sums[index] = (sums[index] as number) + (numbers[index] as number);
}
