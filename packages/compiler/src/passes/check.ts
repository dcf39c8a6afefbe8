import { type PrimitiveName, placeOf, type Recurrence, topologicalOrder } from '@pushdown/tensors';
import { CompileError, cannotCompile } from '../errors.ts';

/** `scatterAdd` is what the derivative of `gather` is made of. */
const notCompiled: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>(['cumsum', 'gather', 'scatterAdd']);

/**
 * Looks for what there is no code for, before any other pass runs.
 * @throws CompileError that names the operation, its shape and its place in the author's step.
 */
export function checkCompilable({ name, initial, step, tables }: Recurrence): void {
  const results = [initial.carry, initial.outputs, step.nextCarry, step.outputs, step.entries];
  const order = topologicalOrder(results.flatMap((group) => Object.values(group)));
  const [table] = Object.keys(tables);
  if (table !== undefined) {
    const reader = order.find((tensor) => tensor.arguments.some((argument) => argument === step.tables[table]));
    const place = reader === undefined ? undefined : placeOf(reader);
    throw new CompileError(
      `${name}: the history table "${table}"${place === undefined ? '' : `, read at ${place},`} cannot be compiled yet; use the engine "reference"`,
    );
  }
  for (const tensor of order) {
    if (notCompiled.has(tensor.primitive)) throw cannotCompile(tensor, 'cannot be compiled yet');
  }
}
