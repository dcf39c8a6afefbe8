import type { Tensor, Tensors } from '@pushdown/tensors';

/** How one parameter changes, in plain tensor code; every engine derives its own implementation from it. */
export interface Optimizer {
  readonly name: string;
  /** Names of tensors kept for each parameter from step to step, of its shape, zero at first. */
  readonly slots: readonly string[];
  /**
   * One update of one parameter; all tensors but the scalars have its shape.
   * @param context.learningRate scalar.
   * @param context.step scalar, 1 at the first update.
   * @returns the next value of the parameter and of every slot.
   */
  update(context: {
    /** Its value before the update. */
    readonly parameter: Tensor;
    /** ∂loss/∂parameter, after clipping. */
    readonly gradient: Tensor;
    readonly slots: Tensors;
    readonly learningRate: Tensor;
    readonly step: Tensor;
  }): {
    /** Its value after the update. */
    readonly parameter: Tensor;
    readonly slots: Tensors;
  };
}
