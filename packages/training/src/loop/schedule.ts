/** Lowers the learning rate when validation stops improving. */
export interface DecaySchedule {
  /** The rate is multiplied by this … */
  readonly factor: number;
  /** … after more than this many epochs in a row without enough improvement. */
  readonly patience: number;
  /** Enough improvement: by more than this share of the best score. */
  readonly threshold: number;
  /** Epochs at the beginning that are not counted, however bad; none by default. */
  readonly after?: number;
  /** Whether training goes on from the best parameters so far when the rate is lowered (Joulin & Mikolov 2015). */
  readonly restoreBest?: boolean;
}

/** Tells an epoch's score (lower is better) and returns the learning rate of the next epoch. */
export type LearningRate = (score: number) => number;

/**
 * Reduction on a plateau, as PyTorch's ReduceLROnPlateau does it in relative mode (used by DuSell & Chiang 2023 with
 * factor 0.9 and patience 5). Note that its threshold differs from early stopping, for which any improvement counts.
 */
export function plateauDecay(initial: number, decay: DecaySchedule): LearningRate {
  const { factor, patience, threshold, after = 0 } = decay;
  let rate = initial;
  let best = Number.POSITIVE_INFINITY;
  let badEpochs = 0;
  let epochs = 0;
  return (score) => {
    epochs++;
    if (score < best * (1 - threshold)) {
      best = score;
      badEpochs = 0;
    } else if (epochs > after) badEpochs++;
    if (badEpochs > patience) {
      rate *= factor;
      badEpochs = 0;
    }
    return rate;
  };
}
