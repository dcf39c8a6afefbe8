import type { Recurrence } from './recurrence.ts';
import type { UpdateDefinition } from './update.ts';

/** Numbers of one tensor in row-major order. `Float32Array` and `Float64Array` keep their precision in checkpoints. */
export type Values = Float64Array | Float32Array;

/** Numbers of a tensor with its shape. */
export interface ConcreteTensor {
  readonly shape: readonly number[];
  /** Row-major, as many as the shape has places. */
  readonly values: Values;
}

/** The state between two runs of one recurrence, as `forward` and `train` return it. */
export type CarryValues = Readonly<Record<string, ConcreteTensor>>;

/** One run over a sequence. */
export interface Run {
  /** How many times the step runs. */
  readonly steps: number;
  /** Row-major, time first: steps × shape, or (steps + 1) × shape for inputs that the initial state reads too. */
  readonly inputs: Readonly<Record<string, ArrayLike<number>>>;
  readonly settings?: Readonly<Record<string, number>>;
  /** What the size `capacity` stands for; max(1, steps) by default. With less, a memory may lose what no longer fits. */
  readonly capacity?: number;
  /** Continue from here instead of the initial state, whose outputs then do not exist. */
  readonly carry?: CarryValues;
  /** Return the state after the last step. */
  readonly keepCarry?: boolean;
  /** Which outputs to return; all without it. */
  readonly outputs?: readonly string[];
}

/** What a run returns. */
export interface RunResult {
  /** Row-major, time first: one row a step, and one more first where the initial state has the output too. */
  readonly outputs: Readonly<Record<string, ConcreteTensor>>;
  readonly carry?: CarryValues;
}

/** What a run with gradients returns. */
export interface GradientResult extends RunResult {
  /** The output `loss` summed over the run. */
  readonly loss: number;
  /** ∂loss/∂parameter for the trainable parameters. */
  readonly gradients: Readonly<Record<string, Values>>;
}

/** What a run with an update returns; the loss is from before the update. */
export interface TrainResult extends RunResult {
  readonly loss: number;
  /** The scalars that the update reports. */
  readonly reports: Readonly<Record<string, number>>;
}

/** What an execution will be asked for. */
export interface PrepareOptions {
  /** Parameters that get gradients; none without it. Every other parameter is frozen: it costs no backward work. */
  readonly trainable?: readonly string[];
  /** Needed for `train`. */
  readonly update?: UpdateDefinition;
}

/**
 * A recurrence made ready by an executor. It owns its parameters and optimizer slots; all values are copied in and out.
 * Parameters are zero until written.
 */
export interface Execution {
  /** Name of the executor that really runs this. */
  readonly executor: string;
  /** A copy of a parameter, row-major. @throws TensorError when there is none with this path. */
  readParameter(path: string): Values;
  /** Sets a parameter, row-major. @throws TensorError when there is none with this path, or of another size. */
  writeParameter(path: string, values: ArrayLike<number>): void;
  /** A copy of what the optimizer keeps for a parameter. @throws TensorError when there is no such slot. */
  readSlot(slot: string, path: string): Values;
  /**
   * Sets what the optimizer keeps for a parameter. @throws TensorError when there is no such slot, or of another size.
   */
  writeSlot(slot: string, path: string, values: ArrayLike<number>): void;
  /** Runs forward only. @throws TensorError when the run lacks something, or gives it in the wrong size. */
  forward(run: Run): RunResult;
  /**
   * Runs forward and backward; parameters stay as they are.
   * @throws TensorError when the run does not fit, or the recurrence has no output `loss`.
   */
  gradients(run: Run): GradientResult;
  /**
   * Forward, backward and update in one call.
   * @param updateSettings the update's settings, such as `learningRate`.
   * @throws TensorError as `gradients` does, when there is no update, or a setting of it is missing.
   */
  train(run: Run, updateSettings: Readonly<Record<string, number>>): TrainResult;
  /** Frees what the executor keeps. The execution is of no use afterwards. */
  dispose(): void;
}

/** What runs recurrences: the reference interpreter, the compiler, TensorFlow.js. */
export interface Executor {
  readonly name: string;
  /** The precision parameters and results have. */
  readonly precision: 'float64' | 'float32';
  /**
   * Only where something has to be loaded before the first run of what is prepared; again it does nothing.
   * @throws when what runs recurrences is not there; the message says what would help.
   */
  load?(): Promise<void>;
  /**
   * Makes a recurrence ready to run.
   * @throws TensorError when the recurrence uses something this executor cannot run.
   */
  prepare(recurrence: Recurrence, options?: PrepareOptions): Execution;
}
