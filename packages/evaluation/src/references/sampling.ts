/** How reference values are estimated for a language that does not know them in closed form. */
export interface SamplingPlan {
  readonly seed: number;
  readonly stringsPerLength: number;
}

/** What the evaluations of this package use. */
export const defaultSampling: SamplingPlan = { seed: 0, stringsPerLength: 1000 };
