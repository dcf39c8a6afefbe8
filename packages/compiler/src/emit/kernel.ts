import type { Kernel } from '../loops/kernel.ts';
import { loadsOf, reductionsOf } from '../loops/substitute.ts';
import type { Environment } from './environment.ts';
import { createExpressionEmitter } from './expression.ts';
import { groupsOf } from './groups.ts';
import { emitIndirect } from './indirect.ts';
import { keyOf } from './keys.ts';
import { emitLoops } from './loops.ts';
import { type Nest, nestsOf, type Point, passesOf } from './nest.ts';
import { createPointers, type Pointers } from './pointers.ts';
import { emitReductions } from './reductions.ts';

/** Emits kernels, in their order, into the present section. */
export function emitKernels(environment: Environment, kernels: readonly Kernel[]): void {
  for (const group of groupsOf(kernels, environment)) {
    const [first] = group as [Kernel];
    if (first.indirection !== undefined) {
      emitIndirect(environment, first, first.indirection);
      continue;
    }
    if (first.product !== undefined) {
      environment.multiply(first.product);
      continue;
    }
    for (const nests of nestsOf(group, environment)) {
      // Some kernels of a group may go four numbers at a time and others, which read in another order, one at a time.
      const alike = nests.every(({ result }) => result === (nests[0] as Nest).result);
      if (alike) emitNests(environment, nests);
      else for (const nest of nests) emitNests(environment, [nest]);
    }
  }
}

function pointersOf(environment: Environment, nests: readonly Nest[]): Pointers {
  const bodies = nests.flatMap(({ points }) => points.map(({ body }) => body));
  // Where the registers of a batch are summed up, their loads differ from those of the expression as it is written.
  const summed = bodies.flatMap(reductionsOf).flatMap((reduction) => passesOf(reduction, environment));
  const pointers = createPointers(environment, [
    ...nests.flatMap(({ points, target }) => points.map(({ offset }) => ({ buffer: target, offset }))),
    ...bodies.flatMap((body) => loadsOf(withoutReductions(body))),
    ...summed.flatMap(({ values }) => values.flatMap(loadsOf)),
  ]);
  pointers.enter(undefined);
  return pointers;
}

function withoutReductions(expression: Point['body']): Point['body'] {
  if (expression.kind === 'reduction') return { kind: 'constant', value: 0 };
  if (expression.kind !== 'operation') return expression;
  return { ...expression, args: expression.args.map(withoutReductions) };
}

/** Nests with the same loops, computed together; what one stores the next ones find in a local. */
function emitNests(environment: Environment, nests: readonly Nest[]): void {
  const { code } = environment;
  const pointers = pointersOf(environment, nests);
  const [{ loops, points: first }] = nests as readonly [Nest];
  emitLoops(environment, loops, pointers, () => {
    const bodies = nests.flatMap(({ points }) => points.map(({ body }) => body));
    const emitter = createExpressionEmitter(environment, pointers, bodies);
    const reductions = new Map(bodies.flatMap(reductionsOf).map((reduction) => [keyOf(reduction), reduction]));
    emitReductions(environment, pointers, [...reductions.values()], emitter.remember);
    // All registers of a pass are computed before any is stored: that leaves the processor several chains of operations
    // that do not wait for each other.
    const stores: { readonly nest: Nest; readonly offset: Point['offset']; readonly value: number }[] = [];
    for (const index of first.keys()) {
      for (const nest of nests) {
        const { offset, body } = nest.points[index] as Point;
        emitter.emit(body);
        const value = code.local('v128');
        code.localSet(value);
        stores.push({ nest, offset, value });
        const wide = nest.result === 'vector';
        // Known by its offset, which counts the slot in.
        emitter.remember({ kind: 'load', buffer: nest.target, slot: offset, offset, wide }, value);
      }
    }
    for (const { nest, offset, value } of stores) {
      const address = pointers.address(nest.target, offset);
      code.localGet(address.local);
      code.localGet(value);
      if (nest.result === 'vector') code.store('v128', address.offset, 4);
      else code.store32Lane(address.offset, 0);
    }
  });
}
