import type { NumberFormat } from '@pushdown/tensors';
import type { Buffer, Kernel } from '../loops/kernel.ts';
import type { Passes } from '../passes/passes.ts';
import type { SizedTensors } from './sized.ts';

/**
 * When a tensor is computed: once a run; for all steps at once before or after the loop over time; in that loop; or in the
 * loop back and after it.
 */
export type Phase = 'once' | 'before' | 'forward' | 'after' | 'backward' | 'late';

/** What runs after what. `forward` runs once a step, `backward` once a step in reverse, all others once a run. */
export const sectionNames = [
  'initial',
  'before',
  'forward',
  'after',
  'backward',
  'late',
  'initialBackward',
  'update',
] as const;

export type SectionName = (typeof sectionNames)[number];

/** Buffers that the outside world fills or reads, by name. */
export interface Places {
  readonly parameters: Readonly<Record<string, Buffer>>;
  readonly slots: Readonly<Record<string, Buffer>>;
  readonly inputs: Readonly<Record<string, Buffer>>;
  readonly settings: Readonly<Record<string, Buffer>>;
  readonly states: Readonly<Record<string, Buffer>>;
  readonly stateGradients: Readonly<Record<string, Buffer>>;
  readonly outputs: Readonly<Record<string, Buffer>>;
  readonly gradients: Readonly<Record<string, Buffer>>;
  readonly reports: Readonly<Record<string, Buffer>>;
}

/** Places while a plan is made. */
export type PlacesInMaking = { -readonly [Group in keyof Places]: Record<string, Buffer> };

/** A recurrence as loop nests over buffers. */
export interface Plan {
  readonly name: string;
  readonly batchSize: number | undefined;
  /**
   * Floats a padded row of sequences takes; a multiple of 4. Where there are more sequences than that, a run computes so
   * many at a time.
   */
  readonly laneCount: number;
  /** Where sequences take turns: sums over them, and what is proportional to such sums, of which a turn yields a share. */
  readonly shares: ReadonlySet<Buffer>;
  /** Those of them that the update reads. */
  readonly totals: readonly Buffer[];
  readonly buffers: readonly Buffer[];
  readonly sections: Readonly<Record<SectionName, readonly Kernel[]>>;
  readonly places: Places;
  /** Those of emission are still to come. */
  readonly passes: Passes;
  /** What operations named `round` round to. */
  readonly format: NumberFormat;
  readonly sized: SizedTensors;
  /** Buffers that are added to in the loop back, and so begin it as zeros. */
  readonly accumulators: readonly Buffer[];
  /** Tables of growing entries, which are read as if filled up with zeros. */
  readonly filledUp: readonly Buffer[];
}
