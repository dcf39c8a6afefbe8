import { createRecurrentModel, runOf } from '@pushdown/core';
import type { ConcreteTensor, Run } from '@pushdown/tensors';
import { plainController } from '../models/plain-controller.ts';
import { plainMemory } from '../models/plain-memory.ts';
import { mismatch } from '../suite/close.ts';
import { parametersOf, resultProblems, scalarProblems, type Tried, valueProblems, withPair } from './compare.ts';
import { momentum, type Sample, samples } from './recurrences.ts';

/** One string, and more than engines compute side by side. */
const batchSizes = [1, 5];
const lengths = [6, 0, 1];

/** Every sample in batches of several sizes; problems say where they were found. */
function everywhere(problems: (sample: Sample, batchSize: number) => readonly string[]): string[] {
  return samples.flatMap((sample) =>
    batchSizes.flatMap((batchSize) =>
      problems(sample, batchSize).map((problem) => `${sample.name}, batch of ${batchSize}: ${problem}`),
    ),
  );
}

/** Outputs of all lengths, in a larger room than they need too, and only those that are asked for. */
export function outputProblems(tried: Tried): string[] {
  return everywhere((sample, batchSize) =>
    withPair(tried, sample.recurrence(batchSize), {}, ({ found, expected }) =>
      lengths.flatMap((steps) => {
        const run = sample.run(steps, batchSize);
        const runs: readonly Run[] = [run, { ...run, capacity: steps + 3 }, { ...run, outputs: ['loss'] }];
        return runs.flatMap((one) =>
          resultProblems(found.forward(one), expected.forward(one), tried.tolerance).map(
            (problem) => `${steps} steps: ${problem}`,
          ),
        );
      }),
    ),
  );
}

/** A run in two pieces, the state of the first one handed on, and the state that is left. */
export function stateProblems(tried: Tried): string[] {
  return everywhere((sample, batchSize) => {
    if (!sample.continues) return [];
    const recurrence = sample.recurrence(batchSize);
    return withPair(tried, recurrence, {}, ({ found, expected }) => {
      const whole = { ...sample.run(6, batchSize), capacity: 6, keepCarry: true };
      const piece = (start: number, end: number): Run => ({
        ...whole,
        steps: end - start,
        inputs: Object.fromEntries(
          Object.entries(whole.inputs).map(([name, values]) => {
            const { shape, initial } = recurrence.inputs[name] as (typeof recurrence.inputs)[string];
            const size = shape.reduce((product, next) => product * next, 1);
            return [name, Array.from(values).slice(start * size, (end + (initial === true ? 1 : 0)) * size)];
          }),
        ),
      });
      const first = found.forward(piece(0, 4));
      const second = found.forward({ ...piece(4, 6), carry: first.carry ?? {} });
      const outputs = Object.fromEntries(
        Object.keys(first.outputs).map((name) => [name, joined(first.outputs[name], second.outputs[name])]),
      );
      const pieces = { outputs, ...(second.carry === undefined ? {} : { carry: second.carry }) };
      return [
        ...resultProblems(found.forward(whole), expected.forward(whole), tried.tolerance),
        ...resultProblems(pieces, expected.forward(whole), tried.tolerance).map(
          (problem) => `in two pieces, ${problem}`,
        ),
      ];
    });
  });
}

function joined(one: ConcreteTensor | undefined, other: ConcreteTensor | undefined): ConcreteTensor {
  const [rows = 0, ...rest] = one?.shape ?? [];
  const values = [...(one?.values ?? []), ...(other?.values ?? [])];
  return { shape: [rows + (other?.shape[0] ?? 0), ...rest], values: Float64Array.from(values) };
}

/** Gradients of all parameters, and of some. */
export function gradientProblems(tried: Tried): string[] {
  return everywhere((sample, batchSize) => {
    const recurrence = sample.recurrence(batchSize);
    const all = Object.keys(recurrence.parameters);
    return [all, all.slice(1)].flatMap((trainable) =>
      withPair(tried, recurrence, { trainable }, ({ found, expected }) =>
        lengths.flatMap((steps) => {
          const run = sample.run(steps, batchSize);
          const [own, wanted] = [found.gradients(run), expected.gradients(run)];
          return [
            ...resultProblems(own, wanted, tried.tolerance),
            ...scalarProblems('the loss', own.loss, wanted.loss, tried.tolerance),
            ...valueProblems('the gradient', own.gradients, wanted.gradients, tried.tolerance),
          ].map((problem) => `${steps} steps, ${trainable.length} of ${all.length} parameters train: ${problem}`);
        }),
      ),
    );
  });
}

const updates = 10;
/** Small, so that training is tame: where it is not, rounding errors grow. */
const settings = { learningRate: 0.02 };

/** Ten training steps, of strings of two lengths: losses, reports, parameters and slots. */
export function trainingProblems(tried: Tried): string[] {
  return everywhere((sample, batchSize) => {
    const recurrence = sample.recurrence(batchSize);
    const trainable = Object.keys(recurrence.parameters);
    return withPair(tried, recurrence, { trainable, update: momentum }, ({ found, expected }) => {
      const problems: string[] = [];
      for (let step = 1; step <= updates; step++) {
        const run = { ...sample.run(step % 3 === 0 ? 3 : 5, batchSize), outputs: [] };
        const [own, wanted] = [found.train(run, settings), expected.train(run, settings)];
        problems.push(
          ...scalarProblems(`the loss of training step ${step}`, own.loss, wanted.loss, tried.tolerance),
          ...scalarProblems(
            `the report "size" of training step ${step}`,
            own.reports.size ?? Number.NaN,
            wanted.reports.size ?? 0,
            tried.tolerance,
          ),
        );
      }
      const slots = (execution: typeof found) =>
        Object.fromEntries(trainable.map((path) => [path, execution.readSlot('velocity', path)]));
      return [
        ...problems,
        ...valueProblems(
          `after ${updates} training steps, the value`,
          parametersOf(found, recurrence),
          parametersOf(expected, recurrence),
          tried.tolerance,
        ),
        ...valueProblems(`after ${updates} training steps, the slot`, slots(found), slots(expected), tried.tolerance),
      ];
    });
  });
}

/** Parameters that do not train, and are changed by training, or keep others from changing. */
export function frozenProblems(tried: Tried): string[] {
  return everywhere((sample, batchSize) => {
    const recurrence = sample.recurrence(batchSize);
    const [frozen, ...trainable] = Object.keys(recurrence.parameters) as [string, ...string[]];
    return withPair(tried, recurrence, { trainable, update: momentum }, ({ found }) => {
      const before = parametersOf(found, recurrence);
      // So large that in few bits, too, everything moves that has a gradient.
      found.train(sample.run(5, batchSize), { learningRate: 1 });
      return Object.entries(parametersOf(found, recurrence)).flatMap(([path, after]) => {
        const stays = mismatch(after, before[path] ?? [], { relative: 0, absolute: 0 }) === undefined;
        if (path === frozen && !stays) return [`a training step changed ${path}, which is frozen`];
        return path !== frozen && stays ? [`a training step left ${path} as it was, which trains`] : [];
      });
    });
  });
}

/** Strings of several lengths in one batch. */
const mixed: readonly (readonly number[])[] = [[0, 1, 2, 1, 0, 2], [], [2, 2], [1]];

/** What strings get in a batch of mixed lengths, compared with the reference and with each string alone. */
export function maskProblems(tried: Tried): string[] {
  const model = createRecurrentModel({ alphabetSize: 3, controller: plainController(4), memory: plainMemory(2) });
  const trainable = model.parameters.map(({ path }) => path);
  const outputs = ['nats', 'predicted'];
  const run = { ...runOf(model, mixed), outputs };
  const recurrence = model.recurrence(mixed.length, { unequalLengths: true });
  return withPair(tried, recurrence, { trainable }, ({ found, expected }) => {
    const [own, wanted] = [found.gradients(run), expected.gradients(run)];
    const nats = own.outputs.nats as ConcreteTensor;
    const alone = mixed.flatMap((string, column) =>
      withPair(tried, model.recurrence(1), {}, ({ found: single }) => {
        const one = single.forward({ ...runOf(model, [string]), outputs: ['nats'] }).outputs.nats as ConcreteTensor;
        const rows = Array.from(
          { length: string.length + 1 },
          (_, row) => nats.values[row * mixed.length + column] ?? 0,
        );
        const problem = mismatch(rows, one.values, tried.tolerance);
        return problem === undefined ? [] : [`nats of [${string}] among others, compared with alone, ${problem}`];
      }),
    );
    return [
      ...resultProblems(own, wanted, tried.tolerance),
      ...scalarProblems('the loss', own.loss, wanted.loss, tried.tolerance),
      ...valueProblems('the gradient', own.gradients, wanted.gradients, tried.tolerance),
      ...alone,
    ].map((problem) => `strings of mixed lengths: ${problem}`);
  });
}
