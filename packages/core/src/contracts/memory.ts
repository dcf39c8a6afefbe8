import type { Shape, Tensor, Tensors } from '@pushdown/tensors';
import type { ParameterTree, TensorsOf } from './parameters.ts';

/** Sizes that a memory gets from the network around it. */
export interface MemorySizes {
  readonly batchSize: number;
  readonly controllerSize: number;
  /** Size of the vectors in which symbols enter the network: one-hot or embedded. */
  readonly symbolSize: number;
}

/**
 * A differentiable stack, queue or tape. Written for one time step of a batch; B is the batch size, and the first axis of
 * every state is the batch.
 * A state that grows with the string uses the symbolic size `capacity` of @pushdown/tensors.
 */
export interface Memory<P extends ParameterTree = ParameterTree, S extends Tensors = Tensors> {
  readonly name: string;
  /** What an author promises about the numbers, for inspection: the names of what `step` returns as `actions`. */
  readonly actions?: readonly string[];
  /**
   * Names of the states that hold what is stored, for inspection. Their axis 1 counts the places, from the one that is
   * read first, and axis 2, if there is one, the components of a vector.
   */
  readonly contents?: readonly string[];
  /**
   * Where the reading goes: it is joined to the controller's next `input`, or added to its `hidden` state (Suzgun et
   * al. 2019) and then has that size. `input` without it.
   */
  readonly joins?: 'input' | 'hidden';
  /** Size of the reading. */
  readingSize(controllerSize: number, symbolSize: number): number;
  /** What is learned: layers from the controller's output [B, controllerSize], as a rule. */
  parameters(controllerSize: number, symbolSize: number): P;
  /** History tables by name: shapes of the entry each step writes (see RecurrenceDefinition.tables). */
  tables?(sizes: MemorySizes): Readonly<Record<string, Shape>>;
  /** Shapes of random numbers that each step gets in training, uniform on [0, 1). For predictions all are ½. */
  noise?(sizes: MemorySizes): Readonly<Record<string, readonly number[]>>;
  /** The state s_0 and its reading r_0 [B, readingSize]. */
  initialState(context: { readonly parameters: TensorsOf<P> } & MemorySizes): {
    readonly state: S;
    /** [B, readingSize] */
    readonly reading: Tensor;
  };
  /**
   * One time step: acts on the controller's output, then reads.
   * @param context.hidden the controller's output h_t [B, controllerSize].
   * @param context.symbol x_t, the symbol that h_t follows: [B, symbolSize].
   * @returns s_t and its reading r_t.
   */
  step(context: {
    readonly parameters: TensorsOf<P>;
    readonly hidden: Tensor;
    readonly symbol: Tensor;
    readonly state: S;
    /** All entries of earlier steps by table, along a first axis of size `entries`. */
    readonly tables: Tensors;
    /** Those that `noise` declares. */
    readonly noise: Tensors;
  }): {
    readonly state: S;
    /** [B, readingSize] */
    readonly reading: Tensor;
    /** What the memory did, by action name, for inspection; costs nothing unless it is asked for. */
    readonly actions?: Tensors;
    /** What each history table gets at this step. */
    readonly entries?: Tensors;
  };
}
