import type { Optimizer } from '@pushdown/core';
import type { Executor } from '@pushdown/tensors';
import { mismatch, rounding, type Tolerance } from '../suite/close.ts';
import { drawNumbers, gradients, type Numbers, numbersFrom, paths, type Reached, reach, type Trial } from './trial.ts';

/**
 * What updates do to one parameter, in plain arithmetic: made with its starting values, called with its gradient at each
 * update in turn, it returns the next values. All lists are row-major.
 */
export type LiteralUpdate = (
  start: readonly number[],
) => (
  gradient: readonly number[],
  settings: { readonly learningRate: number; readonly step: number },
) => readonly number[];

const exactly: Tolerance = { relative: 0, absolute: 0 };
const learningRate = 0.125;
const start = drawNumbers('start');

/** Where ten updates lead. */
const tenUpdates: Trial = { start, updates: gradients, learningRate };

/** Every way in which parameters and slots differ. */
function differences(found: Reached, expected: Reached, tolerance: Tolerance): string[] {
  const lists = ({ parameters, slots }: Reached): Readonly<Record<string, readonly number[]>> => ({
    ...parameters,
    ...Object.fromEntries(
      Object.entries(slots).flatMap(([slot, byPath]) =>
        Object.entries(byPath).map(([path, values]) => [`the slot ${slot} of ${path}`, values]),
      ),
    ),
  });
  const [actual, wanted] = [lists(found), lists(expected)];
  return Object.entries(wanted).flatMap(([what, values]) => {
    const problem = mismatch(actual[what] ?? [], values, tolerance);
    return problem === undefined ? [] : [`${what} ${problem}`];
  });
}

function moved(found: Numbers, expected: Numbers, tolerance: Tolerance = exactly): string[] {
  return paths.flatMap((path) => {
    const problem = mismatch(found[path] ?? [], expected[path] ?? [], tolerance);
    return problem === undefined ? [] : [`${path} ${problem}`];
  });
}

/** Differences from the arithmetic that the author declares. */
export function formulaProblems(optimizer: Optimizer, literal: LiteralUpdate): string[] {
  const steps = Object.fromEntries(paths.map((path) => [path, literal(start[path] as readonly number[])]));
  let expected = start;
  for (const [index, given] of gradients.entries())
    expected = Object.fromEntries(
      paths.map((path) => [
        path,
        steps[path]?.(given[path] as readonly number[], { learningRate, step: index + 1 }) ?? [],
      ]),
    );
  const tolerance = { relative: 1e-9, absolute: 1e-12 };
  return moved(reach(optimizer, tenUpdates).parameters, expected, tolerance).map(
    (problem) => `after ${gradients.length} updates, compared with the formula, ${problem}`,
  );
}

/** What moves though its gradients have always been 0; with decay, what does not move toward 0. */
export function zeroGradientProblems(optimizer: Optimizer, decays: boolean): string[] {
  const none = numbersFrom(() => 0);
  const updates = gradients.map(() => none);
  const from = (begin: Numbers) => reach(optimizer, { start: begin, updates, learningRate }).parameters;
  const atZero = moved(from(none), none).map((problem) => `where parameter and gradient are 0, ${problem}`);
  if (!decays) return [...atZero, ...moved(from(start), start).map((problem) => `where the gradient is 0, ${problem}`)];
  const after = from(start);
  const wrong = paths.flatMap((path) =>
    (start[path] ?? []).flatMap((value, place) => {
      const next = after[path]?.[place] as number;
      const isNearer = Math.abs(next) < Math.abs(value) && next * value >= 0;
      return isNearer ? [] : [`where the gradient is 0, ${path} goes from ${value} to ${next}, which is no decay`];
    }),
  );
  return [...atZero, ...wrong];
}

/** What moves at the learning rate 0. */
export function learningRateProblems(optimizer: Optimizer): string[] {
  const { parameters } = reach(optimizer, { ...tenUpdates, learningRate: 0 });
  return moved(parameters, start).map((problem) => `at the learning rate 0, ${problem}`);
}

/** Small enough for any method, with momentum too. */
const smallRate = 1e-3;

/** A bowl, ½ θ², in which small steps do not lead down. */
export function descentProblems(optimizer: Optimizer): string[] {
  // The gradient of the bowl is θ itself.
  const updates = Array.from({ length: 20 }, () => (parameters: Numbers) => parameters);
  const { parameters } = reach(optimizer, { start, updates, learningRate: smallRate });
  const height = (numbers: Numbers): number =>
    paths.flatMap((path) => numbers[path] ?? []).reduce((sum, value) => sum + value ** 2 / 2, 0);
  const [before, after] = [height(start), height(parameters)];
  return after < before
    ? []
    : [
        `${updates.length} updates at the learning rate ${smallRate} lead from ${before} to ${after} on the loss ½ θ²; expected less`,
      ];
}

/** Parameters that do not train, and move; parameters that train, and depend on whether others do. */
export function frozenProblems(optimizer: Optimizer, engines: readonly Executor[]): string[] {
  return engines.flatMap((engine) => {
    const all = reach(optimizer, { ...tenUpdates, engine });
    return paths.flatMap((path) => {
      const { parameters } = reach(optimizer, { ...tenUpdates, engine, trainable: [path] });
      const expected = { ...start, [path]: all.parameters[path] as readonly number[] };
      const tolerance = engine.precision === 'float32' ? { relative: 1e-6, absolute: 1e-6 } : rounding;
      return paths.flatMap((other) => {
        const problem = mismatch(parameters[other] ?? [], expected[other] ?? [], other === path ? tolerance : exactly);
        return problem === undefined ? [] : [`on ${engine.name}, when only ${path} trains, ${other} ${problem}`];
      });
    });
  });
}

/** What is different when an optimizer is made again, on every engine. */
export function determinismProblems(make: () => Optimizer, engines: readonly Executor[]): string[] {
  return engines.flatMap((engine) => {
    const [one, other] = [make(), make()].map((optimizer) => reach(optimizer, { ...tenUpdates, engine }).parameters);
    return moved(other as Numbers, one as Numbers).map((problem) => `on ${engine.name}, made again, ${problem}`);
  });
}

/** What is different when parameters and slots go on in an optimizer that is made anew. */
export function resumptionProblems(make: () => Optimizer): string[] {
  const whole = reach(make(), tenUpdates);
  const half = Math.floor(gradients.length / 2);
  const first = reach(make(), { ...tenUpdates, updates: gradients.slice(0, half) });
  try {
    const second = reach(make(), {
      ...tenUpdates,
      start: first.parameters,
      slots: first.slots,
      updates: gradients.slice(half),
      firstStep: half + 1,
    });
    return differences(second, whole, exactly).map((problem) => `gone on with after ${half} updates, ${problem}`);
  } catch (error) {
    return [
      `its slots cannot be read by one made anew from the same options: ${error instanceof Error ? error.message : String(error)}`,
    ];
  }
}

/** Differences between engines and the reference, and engines that did not run the update. */
export function engineProblems(
  optimizer: Optimizer,
  engines: readonly Executor[],
  toleranceOf: (engine: Executor) => Tolerance,
): string[] {
  const expected = reach(optimizer, tenUpdates);
  return engines.flatMap((engine) => {
    const found = reach(optimizer, { ...tenUpdates, engine });
    return [
      ...(found.executor === engine.name ? [] : [`${engine.name} left the work to "${found.executor}"`]),
      ...differences(found, expected, toleranceOf(engine)).map((problem) => `on ${engine.name}, ${problem}`),
    ];
  });
}
