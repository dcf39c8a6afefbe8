import type { Controller, Memory, RecurrentModel } from '@pushdown/core';
import { randomStream } from '@pushdown/core';
import { formatShape, type Shape } from '@pushdown/tensors';
import { reportProblems } from '../../suite/conformance-error.ts';
import type { Rule } from '../../suite/suite.ts';
import type { ModelSubject } from '../model-subject.ts';
import { tracedPart } from '../part.ts';

const batchSize = 5;

/** Shapes are what the part says they are, for one-hot and embedded symbols, and names mean something. */
export function contractRule(subject: ModelSubject): Rule {
  return {
    name: 'contract',
    check() {
      // First by itself: what is wrong in a model would be reported in terms of the model.
      reportProblems(shapeProblems(subject));
      const problems: string[] = [];
      for (const model of [subject.model(), subject.model({ embedding: { size: 7 } })]) {
        problems.push(...parameterProblems(model));
        // Traces steps, which refuses states whose shape or type changes, and strings of unequal lengths.
        for (const unequalLengths of [false, true]) model.recurrence(batchSize, { unequalLengths });
        problems.push(...(subject.kind === 'memory' ? actionProblems(subject.part as Memory, model) : []));
      }
      if (subject.kind === 'memory') problems.push(...contentsProblems(subject));
      reportProblems([...new Set(problems)]);
    },
  };
}

function parameterProblems(model: RecurrentModel): string[] {
  const random = randomStream(1, 'conformance/initial');
  return model.parameters.flatMap(({ path, shape, initialize }) => {
    const size = shape.reduce((product, next) => product * next, 1);
    if (shape.some((axis) => !Number.isInteger(axis) || axis < 1))
      return [`the parameter ${path} has the shape [${shape.join(', ')}]; axes are positive integers`];
    const values = initialize.sample(shape, random);
    if (values.length !== size)
      return [`the initializer of ${path} gives ${values.length} numbers; the shape [${shape.join(', ')}] has ${size}`];
    return values.every(Number.isFinite) ? [] : [`the initializer of ${path} gives numbers that are not finite`];
  });
}

function actionProblems({ actions = [] }: Memory, model: RecurrentModel): string[] {
  const prefix = 'actions/';
  const returned = Object.entries(model.recurrence(batchSize).step.outputs)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { shape }]) => ({ name: name.slice(prefix.length), shape }));
  const names = returned.map(({ name }) => name);
  return [
    ...actions.filter((name) => !names.includes(name)).map((name) => `the step returns no action "${name}"`),
    ...names.filter((name) => !actions.includes(name)).map((name) => `"actions" does not list the action "${name}"`),
    ...returned
      .filter(({ shape }) => shape[0] !== batchSize)
      .map(
        ({ name, shape }) => `the action "${name}" has the shape ${formatShape(shape)}; its first axis is the batch`,
      ),
  ];
}

function shapeProblems(subject: ModelSubject): string[] {
  const { initial, step } = tracedPart(subject, batchSize);
  const expected: Shape = [batchSize, subject.kind === 'memory' ? readingSizeOf(subject) : subject.controllerSize];
  const what = subject.kind === 'memory' ? 'reading' : 'output';
  const places = { 'of the initial state': initial.outputs.output, 'of the step': step.outputs.output };
  const problems = Object.entries(places).flatMap(([place, tensor]) =>
    tensor !== undefined && formatShape(tensor.shape) !== formatShape(expected)
      ? [`the ${what} ${place} has the shape ${formatShape(tensor.shape)} instead of ${formatShape(expected)}`]
      : [],
  );
  const states = Object.entries(initial.carry)
    .filter(([, { shape }]) => shape[0] !== batchSize)
    .map(([name, { shape }]) => `the state "${name}" has the shape ${formatShape(shape)}; its first axis is the batch`);
  return [...problems, ...states, ...sizeProblems(subject)];
}

function sizeProblems(subject: ModelSubject): string[] {
  const size = subject.kind === 'memory' ? readingSizeOf(subject) : (subject.part as Controller).size;
  return Number.isInteger(size) && size >= 1 ? [] : [`the size is ${size}, not a positive integer`];
}

function readingSizeOf({ part, controllerSize }: ModelSubject): number {
  return (part as Memory).readingSize(controllerSize, 3);
}

function contentsProblems(subject: ModelSubject): string[] {
  const { contents = [] } = subject.part as Memory;
  const { carry } = tracedPart(subject, batchSize).initial;
  return contents.flatMap((name) => {
    const state = carry[name];
    if (state === undefined) return [`"contents" lists "${name}", which is no state`];
    return state.shape.length === 2 || state.shape.length === 3
      ? []
      : [`"contents" lists the state "${name}" of shape ${formatShape(state.shape)}; it has no axis of places`];
  });
}
