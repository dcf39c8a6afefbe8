import {
  abs,
  argMax,
  cast,
  equal,
  expandDims,
  greater,
  logSoftmax,
  mean,
  neg,
  range,
  sigmoid,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from '@pushdown/tensors';

/**
 * What training minimizes: the cross-entropy of the next symbol, in nats, or, for a set of symbols that may come next (k-hot), the
 * squared errors of Suzgun et al. (2019) or the cross-entropy of each symbol.
 */
export type LossName = 'cross-entropy' | 'mean-squared-error' | 'binary-cross-entropy';

/** Scores the logits [B, outputSize] of one position against what was to be predicted. */
interface SymbolLoss {
  /** One symbol, int [B]. */
  readonly targets: 'symbol';
  readonly compare: (
    logits: Tensor,
    targets: Tensor,
  ) => {
    /** What is minimized [B]: −ln p of the target. */
    readonly nats: Tensor;
    /** The most probable symbol [B]. */
    readonly predicted: Tensor;
  };
}

interface SetLoss {
  /** A set of symbols (k-hot), float [B, outputSize] of 0 and 1. */
  readonly targets: 'set';
  readonly compare: (
    logits: Tensor,
    targets: Tensor,
  ) => {
    /** What is minimized [B]. */
    readonly losses: Tensor;
    /** 1 for every symbol whose output σ(logit) is above ½ [B, outputSize]. */
    readonly admitted: Tensor;
    /** 1 where the symbols admitted are exactly those of the target [B]. */
    readonly right: Tensor;
  };
}

/** A loss on sets that is the mean of what each symbol costs [B, outputSize]. */
function meanOverSymbols(cost: (logits: Tensor, targets: Tensor) => Tensor): SetLoss {
  return {
    targets: 'set',
    compare(logits, targets) {
      // σ is above ½ where its argument is above 0, whatever the precision.
      const admitted = cast(greater(logits, 0), 'float');
      const wrong = sum(abs(sub(admitted, targets)), -1);
      return { losses: mean(cost(logits, targets), -1), admitted, right: cast(equal(wrong, 0), 'float') };
    },
  };
}

/**
 * - `cross-entropy`: −ln softmax(logits)[target], in nats.
 * - `mean-squared-error`: (σ(logit) − target)², mean over the symbols (Suzgun et al. 2019).
 * - `binary-cross-entropy`: −ln σ(logit) for symbols of the target, −ln σ(−logit) for others, in nats, mean over the symbols.
 */
export const losses: Readonly<{
  'cross-entropy': SymbolLoss;
  'mean-squared-error': SetLoss;
  'binary-cross-entropy': SetLoss;
}> = {
  'cross-entropy': {
    targets: 'symbol',
    compare(logits, targets) {
      const isTarget = equal(expandDims(targets, -1), range(logits.shape[1] as number));
      // `where` and not a product with the one-hot target: −∞ · 0 would be NaN for symbols the model rules out.
      const nats = neg(sum(where(isTarget, logSoftmax(logits), 0), -1));
      return { nats, predicted: argMax(logits, -1) };
    },
  },
  'mean-squared-error': meanOverSymbols((logits, targets) => square(sub(sigmoid(logits), targets))),
  // −ln σ(x) = ln(1 + e^−x), without the logarithm of a number that may round to 0.
  'binary-cross-entropy': meanOverSymbols((logits, targets) =>
    softplus(where(greater(targets, 0.5), neg(logits), logits)),
  ),
};
