/** The logistic sigmoid in float64, accurate on both sides: where e^-x would overflow, 1 + e^x is 1. */
export function sigmoid(x: number): number {
  return x < -40 ? Math.exp(x) : 1 / (1 + Math.exp(-x));
}
