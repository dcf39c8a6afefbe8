/** What came of one epoch; the same for equal seeds. */
export interface EpochResult {
  /** 1, 2, … */
  readonly epoch: number;
  /** The model's loss per position, mean over the epoch: nats per symbol, the ends of strings included, of cross-entropy. */
  readonly trainingLoss: number;
  /** The same on the validation strings, after the epoch. */
  readonly validationLoss: number;
  /** exp of it, only of models that predict symbols. */
  readonly validationPerplexity?: number;
  /** At its first update. */
  readonly learningRate: number;
  /** Whether validation was strictly better than in all epochs before. */
  readonly improved: boolean;
  /** Paths of the parameters that were frozen. */
  readonly frozen: readonly string[];
  /** How many numbers were frozen of parameters that trained otherwise, by path; absent where there were none. */
  readonly frozenEntries?: Readonly<Record<string, number>>;
}

/** What happened in one epoch. */
export interface EpochReport extends EpochResult {
  /** Of an epoch that was resumed, only those of its last part. */
  readonly seconds: number;
}

/** What early stopping and the learning rate go by; lower is better. */
export function scoreOf({
  validationPerplexity,
  validationLoss,
}: Pick<EpochResult, 'validationPerplexity' | 'validationLoss'>): number {
  return validationPerplexity ?? validationLoss;
}
