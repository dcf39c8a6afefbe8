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
  parameters(inputSize: number): P;
  /** The state before the first symbol and the output h_0 [B, size] that belongs to it. */
  initialState(context: { readonly parameters: TensorsOf<P>; readonly batchSize: number }): {
    readonly state: S;
    readonly output: Tensor;
  };
  /** @param context.input [B, inputSize]. @returns the next state and the output [B, size]. */
  step(context: { readonly parameters: TensorsOf<P>; readonly input: Tensor; readonly state: S }): {
    readonly state: S;
    readonly output: Tensor;
  };
  /**
   * The state with `change` [B, size] added to the output that the next step takes up, h_{t−1} + change. Needed by
   * memories whose reading does not join the input (see `Memory.joins`).
   */
  addToHidden?(state: S, change: Tensor): S;
}
