import { formatShape } from './dimensions.ts';
import type { Tensor } from './tensor.ts';

/** All tensors that the results are computed from, each after its arguments. Iterative: graphs can be deep. */
export function topologicalOrder(results: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = [];
  const state = new Map<Tensor, 'open' | 'done'>();
  const stack = [...results].reverse();
  for (let tensor = stack.pop(); tensor !== undefined; tensor = stack.pop()) {
    const known = state.get(tensor);
    if (known === 'done') continue;
    if (known === 'open') {
      state.set(tensor, 'done');
      order.push(tensor);
      continue;
    }
    state.set(tensor, 'open');
    stack.push(tensor);
    for (let index = tensor.arguments.length - 1; index >= 0; index--) {
      const argument = tensor.arguments[index] as Tensor;
      if (!state.has(argument)) stack.push(argument);
    }
  }
  return order;
}

/**
 * The graph as text, one application a line, for people: `%3 [10, 80] = einsum %1 %2 {"left":"bi",…}`.
 * @param note what is written behind an application.
 */
export function formatGraph(
  results: Readonly<Record<string, Tensor>>,
  note: (tensor: Tensor) => string | undefined = () => undefined,
): string {
  const order = topologicalOrder(Object.values(results));
  const numbers = new Map(order.map((tensor, index) => [tensor, index]));
  const lines = order.map((tensor, index) => {
    const args = tensor.arguments.map((argument) => ` %${numbers.get(argument)}`).join('');
    const { shape: _shape, ...attributes } = tensor.attributes as { shape?: unknown };
    const details = Object.keys(attributes).length === 0 ? '' : ` ${JSON.stringify(attributes, readable)}`;
    const remark = note(tensor);
    return `%${index} ${formatShape(tensor.shape)} = ${tensor.primitive}${args}${details}${remark === undefined ? '' : `  # ${remark}`}`;
  });
  for (const [name, tensor] of Object.entries(results)) lines.push(`${name} = %${numbers.get(tensor)}`);
  return lines.join('\n');
}

/** JSON has no infinities, and writes null for them. */
function readable(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
