import type { Tensor, Tensors } from '@pushdown/tensors';
import type { ParameterTree, TensorsOf } from './parameters.ts';

/**
 * A recurrent cell. Written for one time step of a batch; B is the batch size.
 * States are records of named tensors, the batch their first axis; their shapes must not change from step to step.
 */
export interface Controller<P extends ParameterTree = ParameterTree, S extends Tensors = Tensors> {
  readonly name: string;
  /** Number of hidden units: the size of the output. */
  readonly size: number;
  /** What is learned, for inputs [B, inputSize]. */
  parameters(inputSize: number): P;
  /** The state before the first symbol and the output h_0 [B, size] that belongs to it. */
  initialState(context: { readonly parameters: TensorsOf<P>; readonly batchSize: number }): {
    readonly state: S;
    /** [B, size] */
    readonly output: Tensor;
  };
  /**
   * One time step.
   * @param context.input [B, inputSize].
   * @param context.recurrentMask [B, size], only of cells with `dropsRecurrent` and then not always: what h_{t−1} is
   *   multiplied by where recurrent weights meet it.
   * @returns the next state and the output [B, size].
   */
  step(context: {
    readonly parameters: TensorsOf<P>;
    readonly input: Tensor;
    readonly state: S;
    readonly recurrentMask?: Tensor | undefined;
  }): {
    readonly state: S;
    /** [B, size] */
    readonly output: Tensor;
  };
  /** Whether `step` heeds `recurrentMask`, so that the cell can have recurrent dropout. */
  readonly dropsRecurrent?: boolean;
  /**
   * The state with `change` [B, size] added to the output that the next step takes up, h_{t−1} + change. Needed by
   * memories whose reading does not join the input (see `Memory.joins`).
   */
  addToHidden?(state: S, change: Tensor): S;
}
