/** How one number moves: its next value from gradient, learning rate and the number of the update, 1 at first. */
export type LiteralOptimizer = (start: number) => (gradient: number, learningRate: number, step: number) => number;

/** Stochastic gradient descent, one number at a time, in plain arithmetic. */
export function literalSgd(options: {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}): LiteralOptimizer {
  return (start) => {
    let theta = start;
    let velocity = 0;
    return (gradient, learningRate) => {
      const g = gradient + options.weightDecay * theta;
      velocity = options.momentum * velocity + g;
      theta -= learningRate * (options.nesterov ? g + options.momentum * velocity : velocity);
      return theta;
    };
  };
}

/** Adam, and with a weight decay AdamW. */
export function literalAdam(options: {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}): LiteralOptimizer {
  const { beta1, beta2, epsilon, weightDecay } = options;
  return (start) => {
    let theta = start;
    let mean = 0;
    let squares = 0;
    return (gradient, learningRate, step) => {
      theta -= learningRate * weightDecay * theta;
      mean += (1 - beta1) * (gradient - mean);
      squares += (1 - beta2) * (gradient ** 2 - squares);
      const size = Math.sqrt(squares) / Math.sqrt(1 - beta2 ** step) + epsilon;
      theta -= (learningRate / (1 - beta1 ** step)) * (mean / size);
      return theta;
    };
  };
}

/** RMSProp, centered or not. */
export function literalRmsprop(options: {
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly centered: boolean;
}): LiteralOptimizer {
  const { alpha, epsilon, momentum, centered } = options;
  return (start) => {
    let theta = start;
    let mean = 0;
    let squares = 0;
    let velocity = 0;
    return (gradient, learningRate) => {
      mean += (1 - alpha) * (gradient - mean);
      squares += (1 - alpha) * (gradient ** 2 - squares);
      velocity = momentum * velocity + gradient / (Math.sqrt(squares - (centered ? mean ** 2 : 0)) + epsilon);
      theta -= learningRate * velocity;
      return theta;
    };
  };
}
