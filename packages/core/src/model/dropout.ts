import { ModelError } from './errors.ts';

/** Shares of the numbers that training sets to 0; each is at least 0, which is the default, and below 1. */
export interface Dropout {
  /** Of the vectors of input symbols as the first cell gets them; drawn anew at every step (Zaremba et al. 2014). */
  readonly input?: number | undefined;
  /**
   * Of h_{t−1} where a cell multiplies it by its recurrent weights; one draw for the whole string (Gal & Ghahramani 2016).
   */
  readonly recurrent?: number | undefined;
  /**
   * Of the output of every cell on its way to the next cell or to the classifier, but not to the memory; drawn anew at every
   * step (Zaremba et al. 2014).
   */
  readonly output?: number | undefined;
}

/** What a number is multiplied by, as an input of a run: 0, or 1 / (1 − rate) so that its mean stays; 1 in predictions. */
export interface DropoutMask {
  /** [B, …] */
  readonly shape: readonly number[];
  readonly rate: number;
  /** Whether one draw holds for the whole run. */
  readonly constant: boolean;
  /** Whether the mask has a row for the initial state too. */
  readonly initial: boolean;
}

/** @throws ModelError when a share is out of range. */
export function checkDropout(dropout: Dropout): void {
  for (const [what, rate] of Object.entries(dropout)) {
    if (rate !== undefined && !(rate >= 0 && rate < 1))
      throw new ModelError(`the dropout of ${what} must be at least 0 and below 1, not ${rate}`);
  }
}

/** The masks of a network whose cells have these sizes; none where nothing is dropped. */
export function dropoutMasks(
  { input = 0, recurrent = 0, output = 0 }: Dropout,
  sizes: {
    readonly batchSize: number;
    readonly symbolSize: number;
    readonly cells: readonly number[];
    /** Whether h_0 of the last cell is classified. */
    readonly classifiesInitial: boolean;
  },
): Readonly<Record<string, DropoutMask>> {
  // Asked at every training step.
  if (input === 0 && recurrent === 0 && output === 0) return {};
  const { batchSize, symbolSize, cells, classifiesInitial } = sizes;
  const masks: Record<string, DropoutMask> = {
    [inputMask]: { shape: [batchSize, symbolSize], rate: input, constant: false, initial: false },
  };
  for (const [index, size] of cells.entries()) {
    const shape = [batchSize, size];
    const isTop = index === cells.length - 1;
    masks[recurrentMask(index)] = { shape, rate: recurrent, constant: true, initial: false };
    masks[outputMask(index)] = { shape, rate: output, constant: false, initial: isTop && classifiesInitial };
  }
  return Object.fromEntries(Object.entries(masks).filter(([, { rate }]) => rate > 0));
}

/** Names of the masks among the inputs of a recurrence. */
export const inputMask = 'dropout/input';

export function recurrentMask(cell: number): string {
  return `dropout/recurrent/layer-${cell + 1}`;
}

export function outputMask(cell: number): string {
  return `dropout/output/layer-${cell + 1}`;
}
