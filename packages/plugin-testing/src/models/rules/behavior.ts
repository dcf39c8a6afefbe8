import { mismatch, rounding } from '../../suite/close.ts';
import { reportProblems } from '../../suite/conformance-error.ts';
import { differences, outcomeOf, roundedBy, rowsOf } from '../compare.ts';
import { drawParameters, drawStrings, type ModelSubject } from '../model-subject.ts';
import type { Way } from '../ways.ts';

/** What a model does, whichever way it is run. Each function throws what it finds. */
export type Behavior = (subject: ModelSubject, way: Way) => void;

/** The empty string and strings of one symbol are predicted, by finite numbers. */
export const shortStrings: Behavior = (subject, way) => {
  const problems: string[] = [];
  for (const length of [0, 1]) {
    const { outputs, loss } = outcomeOf(subject, way, drawStrings(3, length));
    const all = { ...outputs, loss: { values: [loss] } };
    for (const [name, { values }] of Object.entries(all))
      if (!Array.from(values).every(Number.isFinite))
        problems.push(`${name} of strings of length ${length} has numbers that are not finite`);
  }
  reportProblems(problems);
};

/** A string gets from a batch what it gets alone, and the batch has the mean of the losses and gradients. */
export const batchIndependence: Behavior = (subject, way) => {
  const batch = drawStrings(3, 6);
  const together = outcomeOf(subject, way, batch);
  const alone = batch.map((string) => outcomeOf(subject, way, [string]));
  const problems: string[] = [];
  for (const [column, own] of alone.entries())
    for (const name of Object.keys(own.outputs)) {
      const problem = mismatch(rowsOf(together, name, column).flat(), rowsOf(own, name, 0).flat(), rounding);
      if (problem !== undefined)
        problems.push(`${name} of string ${column + 1} in a batch, compared with alone, ${problem}`);
    }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / batch.length;
  for (const [path, values] of Object.entries(together.gradients)) {
    const expected = Array.from(values, (_, place) =>
      mean(alone.map(({ gradients }) => gradients[path]?.[place] ?? 0)),
    );
    const problem = mismatch(values, expected, rounding);
    if (problem !== undefined)
      problems.push(`the gradient of ${path} for a batch, compared with the mean of its strings, ${problem}`);
  }
  reportProblems(problems);
};

/** Neither later symbols nor the room that is made for them change what came before. */
export const causality: Behavior = (subject, way) => {
  const strings = drawStrings(3, 9);
  const others = drawStrings(3, 9, 'later symbols');
  const whole = outcomeOf(subject, way, strings);
  const problems: string[] = [];
  for (const length of [2, 5, 8]) {
    const begun = outcomeOf(
      subject,
      way,
      strings.map((string) => string.slice(0, length)),
    );
    const continued = outcomeOf(
      subject,
      way,
      strings.map((string, index) => [...string.slice(0, length), ...(others[index] as number[]).slice(length)]),
    );
    for (const [column] of strings.entries())
      for (const name of Object.keys(whole.outputs)) {
        // What follows the last symbol kept is compared; nats also depend on the symbol that is to be predicted.
        const count = rowsOf(begun, name, column).length - (name === 'nats' ? 1 : 0);
        const first = (outcome: typeof whole) => rowsOf(outcome, name, column).slice(0, count).flat();
        for (const [what, outcome] of Object.entries({ 'other symbols': continued, 'no symbols': begun })) {
          const problem = mismatch(first(outcome), first(whole), rounding);
          if (problem !== undefined) problems.push(`${name} up to symbol ${length}, when ${what} follow, ${problem}`);
        }
      }
  }
  reportProblems(problems);
};

/** Half the distance over which differences are taken. */
const nudge = 1e-5;

/** Differences over that distance have errors of this size, relative to the largest derivative of a parameter. */
const differenceTolerance = { relative: 1e-5, absolute: 1e-7 };

/** Gradients are those of finite differences, at random parameters; where all parameters are 0 they are finite. */
export const gradients: Behavior = (subject, way) => {
  const model = subject.model();
  const parameters = drawParameters(model);
  const batch = drawStrings(3, 5);
  const at = (values: typeof parameters, lossOnly: boolean) =>
    outcomeOf(subject, way, batch, { parameters: values, noisy: true, lossOnly });
  const problems: string[] = [];
  for (const [path, gradient] of Object.entries(at(parameters, false).gradients)) {
    const own = parameters[path] as Float64Array;
    const count = own.length;
    const places = [...new Set([0, Math.floor(count / 3), Math.floor((2 * count) / 3), count - 1])];
    const slopes = places.map((place) => {
      const lossAt = (amount: number): number =>
        at({ ...parameters, [path]: own.map((value, index) => (index === place ? value + amount : value)) }, true).loss;
      return (lossAt(nudge) - lossAt(-nudge)) / (2 * nudge);
    });
    const problem = mismatch(
      places.map((place) => gradient[place] as number),
      slopes,
      differenceTolerance,
    );
    if (problem !== undefined) problems.push(`the gradient of ${path}, compared with finite differences, ${problem}`);
  }
  const zero = Object.fromEntries(Object.entries(parameters).map(([path, values]) => [path, values.map(() => 0)]));
  for (const strings of [batch, drawStrings(3, 0), drawStrings(3, 1)])
    for (const values of [parameters, zero])
      for (const [path, gradient] of Object.entries(outcomeOf(subject, way, strings, { parameters: values }).gradients))
        if (!Array.from(gradient).every(Number.isFinite))
          problems.push(
            `the gradient of ${path} is not finite${values === zero ? ' where all parameters are 0' : ''} for strings of length ${strings[0]?.length}`,
          );
  reportProblems(problems);
};

/** What the author promises holds after every symbol. */
export const invariants: Behavior = (subject, way) => {
  const batch = drawStrings(3, 8);
  const outcome = outcomeOf(subject, way, batch);
  const prefix = 'actions/';
  const output = subject.kind === 'memory' ? 'reading' : 'hidden';
  const actions = Object.keys(outcome.outputs).filter((name) => name.startsWith(prefix));
  const problems: string[] = [];
  for (const [column, string] of batch.entries()) {
    const lastRows = (name: string) => rowsOf(outcome, name, column).slice(-string.length);
    for (const [time] of string.entries()) {
      const step = {
        output: lastRows(output)[time] as number[],
        actions: Object.fromEntries(
          actions.map((name) => [name.slice(prefix.length), lastRows(name)[time] as number[]]),
        ),
      };
      for (const { name, holds } of subject.invariants)
        if (!holds(step))
          problems.push(`"${name}" does not hold after [${string.slice(0, time + 1)}]: ${JSON.stringify(step)}`);
    }
  }
  reportProblems(problems);
};

/** The same run gives the same bits again, on every engine, made ready anew or not. */
export const determinism: Behavior = (subject, way) => {
  const batch = drawStrings(3, 7);
  const problems: string[] = [];
  for (const engine of [undefined, ...subject.engines.map((one) => one.engine)]) {
    const settings = { ...(engine === undefined ? {} : { engine }), noisy: true };
    const first = outcomeOf(subject, way, batch, settings);
    // Making it ready anew takes long, and is the same under every wrapper.
    for (const fresh of way.wrapper === undefined ? [false, true] : [false])
      problems.push(
        ...differences(outcomeOf(subject, way, batch, { ...settings, fresh }), first, { relative: 0, absolute: 0 }).map(
          (problem) => `on ${engine?.name ?? 'the reference'}, run again, ${problem}`,
        ),
      );
  }
  reportProblems(problems);
};

/** Every engine computes what the reference does, and computes it itself. */
export const engines: Behavior = (subject, way) => {
  const problems: string[] = [];
  const model = subject.model();
  for (const { engine, tolerance } of subject.engines) {
    const parameters = roundedBy(engine, model, drawParameters(model));
    for (const length of [0, 1, 12]) {
      const batch = drawStrings(3, length);
      const settings = { parameters, noisy: true };
      const found = outcomeOf(subject, way, batch, { ...settings, engine });
      const expected = outcomeOf(subject, way, batch, settings);
      if (found.executor !== engine.name) problems.push(`${engine.name} left the work to "${found.executor}"`);
      problems.push(
        ...differences(found, expected, tolerance).map(
          (problem) => `on ${engine.name}, strings of length ${length}: ${problem}`,
        ),
      );
    }
  }
  reportProblems([...new Set(problems)]);
};
