import { type ParameterValues, type RecurrentModel, runOf } from '@pushdown/core';
import { add, apply, type Executor, isSymbolic, mul, type Recurrence, type Tensor } from '@pushdown/tensors';
import { spread } from '../experiment/data.ts';
import { slope } from './estimate.ts';

/** How much of the loss at the end of a string reaches back to earlier states. */
export interface GradientNorms {
  /** Symbols between a state and the last prediction, ascending. */
  readonly distances: readonly number[];
  /** The norm of ∂(loss of the last prediction)/∂(state of the controllers), at each distance. */
  readonly norms: readonly number[];
  /** Change of the norm's logarithm per symbol of distance: negative where gradients vanish, positive where they explode. */
  readonly rate: number;
}

const kick = 'kick';
const kicked = 'kicked';
const counted = 'counted';

/**
 * Gradients through time: of what the last prediction of a string costs, by the states of the controllers after earlier symbols.
 * Each is the gradient of something that is zero, and added to the states after that symbol.
 *
 * @param options.most so many states at most, evenly spread.
 * @returns undefined for a string of less than two symbols.
 */
export function gradientNorms(options: {
  readonly model: RecurrentModel;
  readonly parameters: ParameterValues;
  readonly engine: Executor;
  readonly string: readonly number[];
  readonly most?: number;
}): GradientNorms | undefined {
  const { model, parameters, engine, string, most = 24 } = options;
  const steps = string.length;
  if (steps < 2) return undefined;
  const recurrence = withKick(model.recurrence(1));
  const trainable = Object.keys(recurrence.parameters).filter((path) => path.startsWith(kick));
  const execution = engine.prepare(recurrence, { trainable });
  try {
    for (const { path } of model.parameters) execution.writeParameter(path, parameters[path] ?? []);
    const run = runOf(model, [string]);
    const only = (time: number): number[] => Array.from({ length: steps }, (_, step) => (step === time ? 1 : 0));
    // The last prediction is made from the last state: what is added after symbol t is seen from symbol t + 1 on.
    const times = spread(
      Array.from({ length: steps - 1 }, (_, time) => time),
      most,
    ).reverse();
    const norms = times.map((time) => {
      const inputs = { ...run.inputs, [kicked]: only(time), [counted]: only(steps - 1) };
      const { gradients } = execution.gradients({ ...run, inputs, outputs: [] });
      return Math.hypot(...trainable.flatMap((path) => [...(gradients[path] ?? [])]));
    });
    const distances = times.map((time) => steps - 1 - time);
    const points = distances.map((x, index) => ({ x, y: Math.log(norms[index] as number) }));
    return { distances, norms, rate: slope(points.filter(({ y }) => Number.isFinite(y))) };
  } finally {
    execution.dispose();
  }
}

/** The recurrence with a parameter added to every state of a controller after the symbols that an input names. */
function withKick(recurrence: Recurrence): Recurrence {
  const leaf = (role: 'parameter' | 'input', name: string, shape: readonly number[]): Tensor =>
    apply('leaf', [], { role, name, shape, dtype: 'float' });
  const [isKicked, isCounted] = [leaf('input', kicked, [1, 1]), leaf('input', counted, [1])];
  const { step } = recurrence;
  const parameters: Record<string, readonly number[]> = {};
  const kicks: Record<string, Tensor> = {};
  const nextCarry = Object.fromEntries(
    Object.entries(step.nextCarry).map(([name, tensor]) => {
      const [, size] = tensor.shape;
      const isState = name.startsWith('layer-') && tensor.dtype === 'float' && tensor.shape.length === 2;
      if (!isState || size === undefined || isSymbolic(size)) return [name, tensor];
      const path = `${kick}/${name}`;
      parameters[path] = [size];
      const added = leaf('parameter', path, [size]);
      kicks[path] = added;
      return [name, add(tensor, mul(isKicked, added))];
    }),
  );
  const loss = mul(step.outputs.loss as Tensor, apply('reshape', [isCounted], { shape: [] }));
  return {
    ...recurrence,
    parameters: { ...recurrence.parameters, ...parameters },
    inputs: {
      ...recurrence.inputs,
      [kicked]: { shape: [1, 1], dtype: 'float' },
      [counted]: { shape: [1], dtype: 'float' },
    },
    step: { ...step, parameters: { ...step.parameters, ...kicks }, nextCarry, outputs: { ...step.outputs, loss } },
  };
}
