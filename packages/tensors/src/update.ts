import { formatShape, sameShape } from './dimensions.ts';
import { TensorError } from './errors.ts';
import { leaves, mapValues, type Tensors } from './recurrence.ts';
import { checkReturned } from './returned.ts';
import { isTensor, type Trace } from './tensor.ts';

/** What an update computes from. Slots are the optimizer's memory, one tensor a parameter, zero at first. */
export interface UpdateContext {
  readonly parameters: Tensors;
  readonly gradients: Tensors;
  /** First by slot name, then by parameter. */
  readonly slots: Readonly<Record<string, Tensors>>;
  /** Numbers that change from call to call, such as `learningRate`. */
  readonly settings: Tensors;
}

/** What an update gives: parameters and slots in their own shapes. */
export interface UpdateResult {
  readonly parameters: Tensors;
  readonly slots: Readonly<Record<string, Tensors>>;
  /** Scalars worth knowing, such as the norm of the gradient. */
  readonly reports?: Tensors;
}

/** How parameters change, in plain tensor code; executors run it right after the gradients. */
export interface UpdateDefinition {
  readonly name: string;
  readonly settings: readonly string[];
  readonly slots: readonly string[];
  readonly update: (context: UpdateContext) => UpdateResult;
}

/** A traced update: what executors prepare. */
export interface Update extends UpdateContext {
  readonly name: string;
  readonly settingNames: readonly string[];
  readonly slotNames: readonly string[];
  readonly next: { readonly parameters: Tensors; readonly slots: Readonly<Record<string, Tensors>> };
  readonly reports: Tensors;
}

/**
 * Traces an update for parameters of the given shapes.
 * @throws TensorError when the update does not return every parameter and slot in its own shape.
 */
export function traceUpdate(definition: UpdateDefinition, shapes: Readonly<Record<string, readonly number[]>>): Update {
  const trace: Trace = { name: `update ${definition.name}` };
  const context: UpdateContext = {
    parameters: leaves(trace, 'parameter', shapes),
    gradients: leaves(trace, 'gradient', shapes),
    slots: Object.fromEntries(
      definition.slots.map((slot) => {
        const named = leaves(
          trace,
          'slot',
          Object.fromEntries(Object.entries(shapes).map(([path, shape]) => [slotKey(slot, path), shape])),
        );
        return [slot, mapValues(shapes, (_shape, path) => named[slotKey(slot, path)] as never)];
      }),
    ),
    settings: leaves(trace, 'setting', Object.fromEntries(definition.settings.map((name) => [name, []]))),
  };
  const {
    parameters,
    slots,
    reports = {},
  } = checkReturned(trace.name, definition.update(context), '{ parameters, slots }');
  const check = (what: string, results: Tensors | undefined): void => {
    for (const [path, shape] of Object.entries(shapes)) {
      const result = results?.[path];
      if (!isTensor(result) || !sameShape(result.shape, shape)) {
        throw new TensorError(
          `${trace.name}: must return ${what} ${path} of shape ${formatShape(shape)}${isTensor(result) ? ` but returned ${formatShape(result.shape)}` : ''}`,
        );
      }
    }
  };
  for (const [report, tensor] of Object.entries(reports)) {
    if (!isTensor(tensor) || tensor.shape.length > 0)
      throw new TensorError(`${trace.name}: the report "${report}" must be a scalar tensor`);
  }
  check('the parameter', parameters);
  for (const slot of definition.slots) check(`the slot ${slot} of`, slots[slot]);
  return {
    ...context,
    name: definition.name,
    settingNames: definition.settings,
    slotNames: definition.slots,
    next: { parameters, slots },
    reports,
  };
}

/** The name of the leaf that holds one slot of one parameter. */
export function slotKey(slot: string, path: string): string {
  return `${slot} of ${path}`;
}
