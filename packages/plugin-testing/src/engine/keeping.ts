import type { Engine } from '@pushdown/core';
import type { Execution, Recurrence, RunResult } from '@pushdown/tensors';
import { mismatch } from '../suite/close.ts';
import { parametersOf, resultProblems, type Tried, valueProblems } from './compare.ts';
import { momentum, type Sample, samples, valuesFor } from './recurrences.ts';

const [cell, stack] = samples as readonly [Sample, Sample];
const batchSize = 2;
const exactly = { relative: 0, absolute: 0 };
const settings = { learningRate: 0.1 };

/** A stack network of an engine, which trains. */
function prepared(engine: Engine): { readonly execution: Execution; readonly recurrence: Recurrence } {
  const recurrence = stack.recurrence(batchSize);
  const trainable = Object.keys(recurrence.parameters);
  return { execution: engine.prepare(recurrence, { trainable, update: momentum }), recurrence };
}

function write(execution: Execution, recurrence: Recurrence): void {
  for (const [path, values] of Object.entries(valuesFor(recurrence))) execution.writeParameter(path, values);
}

/** What is wrong with the name, the precision, and by whom runs are computed. */
export function contractProblems(engine: Engine): string[] {
  const { name, precision } = engine;
  if (!['float32', 'float64'].includes(precision)) return [`the precision is "${precision}", not float32 or float64`];
  const { execution } = prepared(engine);
  const { executor } = execution;
  execution.dispose();
  return executor === name ? [] : [`it leaves the work to "${executor}"`];
}

/** Values of parameters and slots that are not zero at first, not kept, or not copied. */
export function storageProblems({ engine, tolerance }: Tried): string[] {
  const { execution, recurrence } = prepared(engine);
  const problems: string[] = [];
  const isZero = (values: ArrayLike<number>): boolean => Array.from(values).every((value) => value === 0);
  for (const [path, given] of Object.entries(valuesFor(recurrence))) {
    for (const [what, read, put] of [
      [
        path,
        () => execution.readParameter(path),
        (values: ArrayLike<number>) => execution.writeParameter(path, values),
      ],
      [
        `the slot velocity of ${path}`,
        () => execution.readSlot('velocity', path),
        (values: ArrayLike<number>) => execution.writeSlot('velocity', path, values),
      ],
    ] as const) {
      if (!isZero(read())) problems.push(`${what} is not zero before anything is written`);
      const values = Float64Array.from(given);
      put(values);
      const kept = Float64Array.from(read());
      const problem = mismatch(kept, given, tolerance);
      if (problem !== undefined) problems.push(`${what}, written and read, ${problem}`);
      values.fill(7);
      read().fill(7);
      if (mismatch(read(), kept, exactly) !== undefined) problems.push(`${what} is handed out itself, not as a copy`);
      put(kept);
      if (mismatch(read(), kept, exactly) !== undefined)
        problems.push(`${what}, read and written again, has other values`);
    }
  }
  execution.dispose();
  return problems;
}

/** One attempt that has to be refused. */
type Attempt = readonly [what: string, act: (execution: Execution) => unknown];

const attempts: readonly Attempt[] = [
  ['reading a parameter that is not there', (execution) => execution.readParameter('nothing')],
  ['writing a parameter that is not there', (execution) => execution.writeParameter('nothing', [1])],
  ['writing too few values', (execution) => execution.writeParameter('embedding', [1])],
  ['reading a slot that is not there', (execution) => execution.readSlot('nothing', 'embedding')],
  ['a run without an input', (execution) => execution.forward({ ...stack.run(2, batchSize), inputs: {} })],
  [
    'a run with an input of another size',
    (execution) => execution.forward({ ...stack.run(2, batchSize), inputs: stack.run(3, batchSize).inputs }),
  ],
  [
    'a run with an input that is not there',
    (execution) => {
      const run = stack.run(2, batchSize);
      return execution.forward({ ...run, inputs: { ...run.inputs, nothing: [1] } });
    },
  ],
  ['a run without a setting', (execution) => execution.forward({ ...stack.run(2, batchSize), settings: {} })],
  ['a run of −1 steps', (execution) => execution.forward({ ...stack.run(2, batchSize), steps: -1 })],
  [
    'a run for an output that is not there',
    (execution) => execution.forward({ ...stack.run(2, batchSize), outputs: ['nothing'] }),
  ],
  ['a run from a state that is not there', (execution) => execution.forward({ ...stack.run(2, batchSize), carry: {} })],
  ['a training step without a setting of the update', (execution) => execution.train(stack.run(2, batchSize), {})],
];

/** Mistakes that are not refused, or leave something behind. */
export function errorProblems({ engine, tolerance }: Tried): string[] {
  const { execution, recurrence } = prepared(engine);
  write(execution, recurrence);
  const before = parametersOf(execution, recurrence);
  const result = execution.forward(stack.run(3, batchSize));
  const problems = attempts.flatMap(([what, act]) => {
    if (isRefused(() => act(execution))) return [];
    return [`${what} is taken without a word; expected an error`];
  });
  if (!isRefused(() => engine.prepare(recurrence, { trainable: ['nothing'] })))
    problems.push('training a parameter that is not there is taken without a word; expected an error');
  const frozen = engine.prepare(recurrence);
  if (!isRefused(() => frozen.train(stack.run(2, batchSize), settings)))
    problems.push('training without an update is taken without a word; expected an error');
  frozen.dispose();
  problems.push(
    ...valueProblems('after mistakes, the value', parametersOf(execution, recurrence), before, exactly),
    ...resultProblems(execution.forward(stack.run(3, batchSize)), result, tolerance).map(
      (problem) => `after mistakes, ${problem}`,
    ),
  );
  execution.dispose();
  return problems;
}

function isRefused(act: () => unknown): boolean {
  try {
    act();
    return false;
  } catch {
    return true;
  }
}

/** What executions of one engine do to each other, of one recurrence and of several. */
export function isolationProblems({ engine, tolerance }: Tried): string[] {
  const [one, other] = [prepared(engine), prepared(engine)];
  const different = engine.prepare(cell.recurrence(batchSize));
  write(one.execution, one.recurrence);
  const run = stack.run(4, batchSize);
  const expected = one.execution.forward(run);
  const before = parametersOf(one.execution, one.recurrence);
  // The other one has the same parameters and no others, and trains.
  write(other.execution, other.recurrence);
  other.execution.train(run, settings);
  different.forward(cell.run(3, batchSize));
  const problems = [
    ...valueProblems('while others run, the value', parametersOf(one.execution, one.recurrence), before, exactly),
    ...resultProblems(one.execution.forward(run), expected, tolerance).map((problem) => `while others run, ${problem}`),
  ];
  for (const { execution } of [one, other]) execution.dispose();
  different.dispose();
  return problems;
}

/** What is other when the same is run again, in one execution and in one that is made anew. */
export function determinismProblems(engine: Engine, again: Engine): string[] {
  const trained = (from: Engine): { readonly first: RunResult; readonly problems: readonly string[] } => {
    const { execution, recurrence } = prepared(from);
    write(execution, recurrence);
    for (let step = 0; step < 3; step++) execution.train(stack.run(5, batchSize), settings);
    const run = stack.run(6, batchSize);
    const first = execution.forward(run);
    const problems = resultProblems(execution.forward(run), first, exactly).map((problem) => `run again, ${problem}`);
    execution.dispose();
    return { first, problems };
  };
  const { first, problems } = trained(engine);
  return [
    ...problems,
    ...resultProblems(trained(again).first, first, exactly).map((problem) => `by an engine made anew, ${problem}`),
  ];
}

/** What disposing of an execution does to another one, and disposing of it twice. */
export function disposalProblems({ engine, tolerance }: Tried): string[] {
  const [kept, gone] = [prepared(engine), prepared(engine)];
  write(kept.execution, kept.recurrence);
  write(gone.execution, gone.recurrence);
  const run = stack.run(4, batchSize);
  const expected = kept.execution.forward(run);
  gone.execution.forward(run);
  gone.execution.dispose();
  gone.execution.dispose();
  const problems = resultProblems(kept.execution.forward(run), expected, tolerance).map(
    (problem) => `after another execution was disposed of, ${problem}`,
  );
  kept.execution.dispose();
  return problems;
}
