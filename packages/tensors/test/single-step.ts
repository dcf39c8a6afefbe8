import {
  cast,
  defineRecurrence,
  type Execution,
  mul,
  type Run,
  referenceExecutor,
  sum,
  type Tensor,
  type Tensors,
} from '@pushdown/tensors';

export interface NumberTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Irregular numbers that are the same in every run; they keep clear of ties and round values. */
export function irregular(count: number, low: number, high: number, salt = 0): number[] {
  return Array.from({ length: count }, (_, index) => {
    const noise = Math.abs(Math.sin((index + 1) * 12.9898 + (salt + 1) * 78.233) * 43758.5453) % 1;
    return low + (high - low) * noise;
  });
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** One step whose parameters are the arguments and whose loss is a weighted sum of the result. */
export class SingleStep {
  readonly execution: Execution;
  readonly graph: Tensor;
  readonly run: Run;
  readonly #args: Readonly<Record<string, NumberTensor>>;

  constructor(
    args: Readonly<Record<string, NumberTensor>>,
    build: (tensors: Tensors) => Tensor,
    options: { readonly capacity?: number; readonly weights?: readonly number[] } = {},
  ) {
    this.#args = args;
    const shapes = Object.fromEntries(Object.entries(args).map(([name, { shape }]) => [name, shape]));
    // Traced once only to learn the shape of the result, which the weights must have.
    const traced = (weightsShape: readonly number[] | undefined) =>
      defineRecurrence({
        name: 'single step',
        parameters: shapes,
        inputs: weightsShape === undefined ? {} : { weights: { shape: weightsShape, dtype: 'float' } },
        initial: () => ({ carry: {} }),
        step({ parameters, inputs }) {
          const result = cast(build(parameters), 'float');
          if (inputs.weights === undefined) return { carry: {}, outputs: { result } };
          return { carry: {}, outputs: { result, loss: sum(mul(result, inputs.weights)) } };
        },
      });
    const shape = (traced(undefined).step.outputs.result as Tensor).shape as readonly number[];
    const recurrence = traced(shape);
    this.graph = recurrence.step.outputs.result as Tensor;
    this.execution = referenceExecutor().prepare(recurrence, { trainable: Object.keys(args) });
    const weights = options.weights ?? irregular(elements(shape), -1, 1, 99);
    this.run = {
      steps: 1,
      inputs: { weights },
      ...(options.capacity === undefined ? {} : { capacity: options.capacity }),
    };
    for (const [name, { values }] of Object.entries(args)) this.execution.writeParameter(name, values);
  }

  result(): number[] {
    return [...(this.execution.forward(this.run).outputs.result?.values ?? [])];
  }

  gradients(): Record<string, number[]> {
    const { gradients } = this.execution.gradients(this.run);
    return Object.fromEntries(Object.entries(gradients).map(([name, values]) => [name, [...values]]));
  }

  /** Gradients by central differences of the loss. */
  differences(width = 1e-5): Record<string, number[]> {
    const lossWith = (name: string, values: readonly number[]): number => {
      this.execution.writeParameter(name, values);
      return this.execution.forward(this.run).outputs.loss?.values[0] as number;
    };
    return Object.fromEntries(
      Object.entries(this.#args).map(([name, { values }]) => {
        const slopes = values.map((value, index) => {
          const above = lossWith(name, values.with(index, value + width));
          const below = lossWith(name, values.with(index, value - width));
          return (above - below) / (2 * width);
        });
        this.execution.writeParameter(name, values);
        return [name, slopes];
      }),
    );
  }
}
