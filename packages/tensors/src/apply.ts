import { operationError } from './errors.ts';
import { currentPlace } from './place.ts';
import type { Attributes, PrimitiveName } from './primitives/attributes.ts';
import { shapeRules } from './primitives/shapes.ts';
import { describeTensor, makeTensor, type Tensor, type Trace } from './tensor.ts';

/**
 * Adds one application of a primitive to the graph its arguments belong to.
 *
 * @param operation the name an author called, for messages; primitives made by derivatives use their own.
 * @throws TensorError when shapes or types do not fit, or the arguments come from different traces; it
 *   names the place in the author's code.
 */
export function apply<P extends PrimitiveName>(
  primitive: P,
  args: readonly Tensor[],
  attributes: Attributes[P],
  operation: string = primitive,
): Tensor<P> {
  const fail = (message: string): never => {
    const given = args.length === 0 ? '' : `; given ${args.map(describeTensor).join(' and ')}`;
    throw operationError(`${operation}: ${message}${given}`);
  };
  const { shape, dtype } = shapeRules[primitive](args, attributes, fail);
  // A leaf is not made by anything in a step.
  const place = primitive === 'leaf' ? undefined : currentPlace();
  return makeTensor({ primitive, arguments: args, attributes, shape, dtype, trace: commonTrace(args, fail) }, place);
}

function commonTrace(args: readonly Tensor[], fail: (message: string) => never): Trace | undefined {
  let trace: Trace | undefined;
  for (const { trace: other } of args) {
    if (other === undefined) continue;
    if (trace !== undefined && trace !== other) {
      fail(
        `tensors of two traces (${trace.name}, ${other.name}) cannot meet; a step may only use the tensors it is given`,
      );
    }
    trace = other;
  }
  return trace;
}
