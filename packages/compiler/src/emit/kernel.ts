import type { Polynomial } from '../index-maps/polynomial.ts';
import { type Expression, type Kernel, laneAtom } from '../loops/kernel.ts';
import { simplifyLoops } from '../loops/simplify-loops.ts';
import { loadsOf } from '../loops/substitute.ts';
import { type Environment, emitExtreme } from './environment.ts';
import { createExpressionEmitter } from './expression.ts';
import { fuse } from './fuse.ts';
import { lanesTogether, type Nest, nestsOf, type SteppedLoop } from './nest.ts';
import { createPointers, type Pointers } from './pointers.ts';

/** Emits kernels, in their order, into the present section. */
export function emitKernels(environment: Environment, kernels: readonly Kernel[]): void {
  const simple = kernels.map(simplifyLoops).filter((kernel) => kernel !== undefined);
  for (const group of fuse(simple, environment.laneCount)) {
    const [first] = group as [Kernel];
    if (first.reduction === undefined) emitGroup(environment, group);
    else for (const nest of nestsOf(first, environment)) emitReduction(environment, nest, first.reduction);
  }
}

/** Some kernels of a group may go four numbers at a time and others, which read in another order, one at a time. */
function emitGroup(environment: Environment, group: readonly Kernel[]): void {
  const nests = group.flatMap((kernel) => nestsOf(kernel, environment));
  const [first] = nests as [Nest];
  if (nests.every(({ result }) => result === first.result)) emitElements(environment, nests);
  else for (const nest of nests) emitElements(environment, [nest]);
}

function pointersOf(environment: Environment, nests: readonly Nest[]): Pointers {
  const accesses = nests.flatMap(({ offsets, parts, target }) => [
    ...offsets.map((offset) => ({ buffer: target, offset })),
    ...parts.flatMap(({ values }) => values.flat().flatMap(({ body }) => loadsOf(body))),
  ]);
  const pointers = createPointers(environment, accesses);
  pointers.enter(undefined);
  return pointers;
}

/** Nests with the same loops, computed together; what one stores the next ones find in a local. */
function emitElements(environment: Environment, nests: readonly Nest[]): void {
  const { code } = environment;
  const pointers = pointersOf(environment, nests);
  const [{ loops, offsets }] = nests as readonly [Nest];
  const bodiesOf = ({ parts }: Nest): Expression[] =>
    parts.flatMap(({ values }) => values.flat().map(({ body }) => body));
  emitLoops(environment, loops, pointers, () => {
    const emitter = createExpressionEmitter(environment, pointers, nests.flatMap(bodiesOf));
    // All registers of a pass are computed before any is stored: that leaves the processor several chains of operations
    // that do not wait for each other.
    const stores: { readonly nest: Nest; readonly offset: Polynomial; readonly value: number }[] = [];
    for (const index of offsets.keys()) {
      for (const nest of nests) {
        const offset = nest.offsets[index] as Polynomial;
        emitter.emit(bodiesOf(nest)[index] as Expression);
        const value = code.local('v128');
        code.localSet(value);
        stores.push({ nest, offset, value });
        emitter.remember({ kind: 'load', buffer: nest.target, offset, wide: nest.result === 'vector' }, value);
      }
    }
    for (const { nest, offset, value } of stores)
      emitStore(environment, pointers, nest, offset, () => code.localGet(value));
  });
}

function emitReduction(environment: Environment, nest: Nest, reduction: NonNullable<Kernel['reduction']>): void {
  const pointers = pointersOf(environment, [nest]);
  emitLoops(environment, nest.loops, pointers, () => emitReduced(environment, pointers, nest, reduction));
}

function emitLoops(
  environment: Environment,
  loops: readonly SteppedLoop[],
  pointers: Pointers,
  body: () => void,
): void {
  const [loop, ...rest] = loops;
  if (loop === undefined) {
    body();
    return;
  }
  const { code, atoms } = environment;
  const counter = code.local('i32');
  const end = code.local('i32');
  emitExtreme(environment, loop.lower, 'largest');
  code.localSet(counter);
  emitExtreme(environment, loop.upper, 'smallest');
  code.localSet(end);
  atoms.set(loop.variable, counter);
  code.block(() => {
    code.localGet(counter);
    code.localGet(end);
    code.op('i32.ge_s');
    code.branchIf(0);
    code.loop(() => {
      pointers.enter(loop.variable);
      emitLoops(environment, rest, pointers, body);
      code.localGet(counter);
      code.i32Const(loop.step);
      code.op('i32.add');
      code.localTee(counter);
      code.localGet(end);
      code.op('i32.lt_s');
      code.branchIf(0);
    });
  });
  atoms.delete(loop.variable);
  pointers.leave(loop.variable);
}

function emitStore(
  { code }: Environment,
  pointers: Pointers,
  { target, result }: Nest,
  offset: Polynomial,
  value: () => void,
): void {
  const address = pointers.address(target, offset);
  code.localGet(address.local);
  value();
  if (result === 'vector') code.store('v128', address.offset, 4);
  else code.store32Lane(address.offset, 0);
}

function emitReduced(
  environment: Environment,
  pointers: Pointers,
  nest: Nest,
  reduction: NonNullable<Kernel['reduction']>,
): void {
  const { code } = environment;
  const totals = nest.offsets.map(() => code.local('v128'));
  const places = reduction === 'argMax' ? nest.offsets.map(() => code.local('v128')) : [];
  for (const total of totals) {
    code.v128Const(reduction === 'sum' ? 0 : Number.NEGATIVE_INFINITY);
    code.localSet(total);
  }
  for (const place of places) {
    code.v128Const(0);
    code.localSet(place);
  }
  for (const { inner, values } of nest.parts) {
    emitLoops(environment, inner, pointers, () => {
      const bodies = values.flat().map(({ body }) => body);
      const emitter = createExpressionEmitter(environment, pointers, bodies);
      // Round by round, not result by result: what the results of a round share stays in registers only that long.
      const rounds = Math.max(...values.map(({ length }) => length));
      for (let round = 0; round < rounds; round++) {
        for (const [index, own] of values.entries()) {
          const value = own[round];
          if (value === undefined) continue;
          if (reduction === 'argMax') {
            emitBetter(environment, totals[index] as number, places[index] as number, inner, () =>
              emitter.emit(value.body),
            );
          } else
            emitAccumulation(environment, totals[index] as number, reduction, value.partial, () =>
              emitter.emit(value.body),
            );
        }
      }
    });
  }
  for (const [index, offset] of nest.offsets.entries()) {
    const value = (reduction === 'argMax' ? places : totals)[index] as number;
    emitStore(environment, pointers, nest, offset, () =>
      nest.result === 'sum' ? emitSumOfLanes(environment, value) : code.localGet(value),
    );
  }
}

function emitAccumulation(
  environment: Environment,
  total: number,
  reduction: 'sum' | 'max',
  partial: boolean,
  value: () => void,
): void {
  const { code } = environment;
  code.localGet(total);
  value();
  if (partial) {
    emitLaneMask(environment);
    code.op('v128.and');
  }
  code.op(reduction === 'sum' ? 'f32x4.add' : 'f32x4.max');
  code.localSet(total);
}

/** Keeps the larger value and the index at which it stands. */
function emitBetter(
  environment: Environment,
  best: number,
  place: number,
  inner: readonly SteppedLoop[],
  value: () => void,
): void {
  const { code, atoms } = environment;
  const candidate = code.scratch('v128');
  const better = code.scratch('v128');
  value();
  code.localTee(candidate);
  code.localGet(best);
  code.op('f32x4.gt');
  code.localSet(better);
  code.localGet(candidate);
  code.localGet(best);
  code.localGet(better);
  code.op('v128.bitselect');
  code.localSet(best);
  const [loop] = inner;
  if (loop === undefined) code.v128Const(0);
  else {
    code.localGet(atoms.get(loop.variable) as number);
    code.op('i32x4.splat');
    code.op('f32x4.convert_i32x4_s');
  }
  code.localGet(place);
  code.localGet(better);
  code.op('v128.bitselect');
  code.localSet(place);
  code.release(better);
  code.release(candidate);
}

/** Pushes a register with the sum of all four lanes in the first. */
function emitSumOfLanes({ code }: Environment, value: number): void {
  const sum = code.scratch('v128');
  for (let copy = 0; copy < 3; copy++) code.localGet(value);
  code.shuffle([2, 3, 0, 1]);
  code.op('f32x4.add');
  code.localSet(sum);
  for (let copy = 0; copy < 3; copy++) code.localGet(sum);
  code.shuffle([1, 0, 3, 2]);
  code.op('f32x4.add');
  code.release(sum);
}

/** Pushes a mask of the lanes of the last register of a pass that hold a sequence. */
function emitLaneMask(environment: Environment): void {
  const { code, atoms, laneCount, batchSize } = environment;
  const lane = atoms.get(laneAtom);
  if (lane === undefined) {
    code.v128ConstI32(
      [0, 1, 2, 3].map((place) => (laneCount - 4 + place < batchSize ? -1 : 0)) as [number, number, number, number],
    );
    return;
  }
  // The last register of a pass begins at lane + step − 4.
  const step = lanesTogether(environment);
  code.localGet(lane);
  code.op('i32x4.splat');
  code.v128ConstI32([0, 1, 2, 3].map((place) => step - 4 + place) as [number, number, number, number]);
  code.op('i32x4.add');
  code.v128ConstI32(batchSize);
  code.op('i32x4.lt_s');
}
