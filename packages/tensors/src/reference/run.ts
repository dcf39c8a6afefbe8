import { elementCount, resolveShape } from '../dimensions.ts';
import { TensorError } from '../errors.ts';
import type { Run } from '../executor.ts';
import type { Recurrence } from '../recurrence.ts';

/**
 * Checks that a run has what a recurrence reads.
 * @throws TensorError when a run lacks something the recurrence needs, or gives it in the wrong size.
 */
export function checkRun(recurrence: Recurrence, run: Run): void {
  const fail = (message: string): never => {
    throw new TensorError(`${recurrence.name}: ${message}`);
  };
  const { steps, capacity } = run;
  if (!Number.isInteger(steps) || steps < 0) fail(`a run has 0 or more steps, not ${steps}`);
  if (capacity !== undefined && (!Number.isInteger(capacity) || capacity < 1))
    fail(`capacity is a positive integer, not ${capacity}`);
  for (const [name, { shape, initial }] of Object.entries(recurrence.inputs)) {
    const rows = initial === true ? steps + 1 : steps;
    const values = run.inputs[name];
    if (values === undefined) fail(`the input "${name}" is missing`);
    else if (values.length !== rows * elementCount(shape)) {
      fail(
        `the input "${name}" needs ${rows} rows of [${shape.join(', ')}], ${rows * elementCount(shape)} numbers, but has ${values.length}`,
      );
    }
  }
  for (const name of Object.keys(run.inputs))
    if (recurrence.inputs[name] === undefined) fail(`there is no input "${name}"`);
  for (const name of recurrence.settings)
    if (run.settings?.[name] === undefined) fail(`the setting "${name}" is missing`);
  for (const name of run.outputs ?? []) {
    if (recurrence.step.outputs[name] === undefined) {
      fail(`there is no output "${name}"; outputs are ${Object.keys(recurrence.step.outputs).join(', ')}`);
    }
  }
  if (run.carry !== undefined) {
    if (Object.keys(recurrence.tables).length > 0)
      fail('a recurrence with history tables cannot continue from a carried state');
    for (const [name, { shape }] of Object.entries(recurrence.initial.carry)) {
      const given = run.carry[name];
      const sizes = resolveShape(shape, { capacity: capacity ?? Math.max(1, steps), entries: 0 });
      if (given === undefined) fail(`the carried state lacks "${name}"`);
      else if (given.values.length !== elementCount(sizes)) {
        fail(
          `the carried state "${name}" needs the shape [${sizes.join(', ')}] but has ${given.values.length} values; a state of size capacity continues only in a run of the same capacity`,
        );
      }
    }
  }
}
