/** A factor of the learning rate that changes with time, as data. Times are in epochs and may be fractions of them. */
export type RateFactor = WarmUp | StepDecay | CosineDecay;

interface Delayed {
  /** The epochs before it begins, 0 by default; until then it is what it is at its beginning. */
  readonly after?: number | undefined;
}

/** From a share of the rate evenly up to the whole (Goyal et al. 2017, "gradual warmup"). */
export interface WarmUp extends Delayed {
  readonly type: 'warm-up';
  readonly epochs: number;
  /** The share it begins with; 0.1 by default. */
  readonly from?: number | undefined;
}

/** A multiplication by `factor` whenever `every` epochs have passed. */
export interface StepDecay extends Delayed {
  readonly type: 'step';
  readonly every: number;
  readonly factor: number;
}

/** Half a period of a cosine from the rate down to a share of it, which stays (Loshchilov & Hutter 2017, equation 5). */
export interface CosineDecay extends Delayed {
  readonly type: 'cosine';
  readonly epochs: number;
  /** The share it ends with; 0 by default. */
  readonly to?: number | undefined;
}

/**
 * The product of factors at a time; 1 without any.
 * @param time epochs since training began: 2.5 in the middle of the third epoch.
 */
export function rateFactor(factors: readonly RateFactor[], time: number): number {
  return factors.reduce((product, factor) => product * factorAt(factor, Math.max(0, time - (factor.after ?? 0))), 1);
}

function factorAt(factor: RateFactor, time: number): number {
  switch (factor.type) {
    case 'warm-up': {
      const { epochs, from = 0.1 } = factor;
      return from + (1 - from) * Math.min(1, time / epochs);
    }
    case 'step':
      return factor.factor ** Math.floor(time / factor.every);
    case 'cosine': {
      const { epochs, to = 0 } = factor;
      return to + ((1 - to) / 2) * (1 + Math.cos(Math.PI * Math.min(1, time / epochs)));
    }
  }
}
