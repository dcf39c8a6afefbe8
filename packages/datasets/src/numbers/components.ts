/**
 * The strongly connected components of a graph with nodes 0 … count − 1, each after all components that it leads to
 * (Tarjan 1972). Recursive, as graphs of grammars are shallow compared with the call stack.
 */
export function stronglyConnectedComponents(
  count: number,
  successors: (node: number) => Iterable<number>,
): readonly (readonly number[])[] {
  const order = new Int32Array(count).fill(-1);
  const lowest = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const components: number[][] = [];
  let visited = 0;

  function visit(node: number): void {
    order[node] = lowest[node] = visited++;
    stack.push(node);
    onStack[node] = 1;
    for (const next of successors(node)) {
      if (order[next] === -1) {
        visit(next);
        lowest[node] = Math.min(lowest[node]!, lowest[next]!);
      } else if (onStack[next] === 1) {
        lowest[node] = Math.min(lowest[node]!, order[next]!);
      }
    }
    if (lowest[node] !== order[node]) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const member of component) onStack[member] = 0;
    components.push(component);
  }

  for (let node = 0; node < count; node++) if (order[node] === -1) visit(node);
  return components;
}
