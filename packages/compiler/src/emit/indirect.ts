import { atomsOf, constantOf, constantValue, type Polynomial, scale, zero } from '../index-maps/polynomial.ts';
import { type Expression, type Indirection, type Kernel, type Loop, laneAtom, timeAtom } from '../loops/kernel.ts';
import { loadsOf, loadsOfKernel, substituteInKernel } from '../loops/substitute.ts';
import { type Environment, emitPolynomial } from './environment.ts';
import { createExpressionEmitter } from './expression.ts';
import { faultCode, faultLayout } from './faults.ts';
import { emitLoops } from './loops.ts';
import { markWide, type SteppedLoop } from './nest.ts';
import { createPointers, type Pointers } from './pointers.ts';

/** Whether a kernel computes four sequences at a time, and how many of the four numbers of a register count. */
interface Register {
  readonly wide: boolean;
  readonly count: number;
}

/** Emits a gather or scatterAdd: four indices become four addresses, which then serve a whole row each. */
export function emitIndirect(environment: Environment, kernel: Kernel, { row }: Indirection): void {
  const chosen = rowAtoms(row);
  const last = kernel.loops.findLastIndex(({ variable }) => chosen.has(variable));
  const split = Math.max(last + 1, kernel.loops[0]?.variable === timeAtom ? 1 : 0);
  const emit = (given: Kernel, lanes: readonly SteppedLoop[], register: Register): void => {
    const outer = [...stepped(given.loops.slice(0, split)), ...lanes];
    emitRegister(environment, given, { outer, inner: stepped(given.loops.slice(split)) }, register);
  };
  if (kernel.lanes === 'none') {
    emit(kernel, [], { wide: false, count: 1 });
    return;
  }
  const batchSize = Math.min(environment.batchSize, environment.laneCount);
  const wide = withWideLoads(kernel);
  const whole = batchSize - (batchSize % 4);
  const lanes = { variable: laneAtom, lower: [zero], upper: [constantOf(whole)], step: 4 };
  if (whole > 0) emit(wide, [lanes], { wide: true, count: 4 });
  // Rows of the sequences that only fill up the last register must not be added to.
  if (whole < batchSize)
    emit(substituteInKernel(wide, laneAtom, constantOf(whole)), [], { wide: true, count: batchSize - whole });
}

/** Marks the loads that read neighbors from sequence to sequence. */
function withWideLoads(kernel: Kernel): Kernel {
  const indirection = kernel.indirection as Indirection;
  return {
    ...kernel,
    body: markWide(kernel.body, laneAtom),
    indirection: { ...indirection, row: markWide(indirection.row, laneAtom) },
  };
}

function rowAtoms(expression: Expression): ReadonlySet<string> {
  if (expression.kind === 'index') return atomsOf(expression.value);
  if (expression.kind === 'load') return atomsOf(expression.offset);
  return new Set(expression.kind === 'operation' ? expression.args.flatMap((argument) => [...rowAtoms(argument)]) : []);
}

function stepped(loops: readonly Loop[]): SteppedLoop[] {
  return loops.map((loop) => ({ ...loop, step: 1 }));
}

function emitRegister(
  environment: Environment,
  kernel: Kernel,
  { outer, inner }: { readonly outer: readonly SteppedLoop[]; readonly inner: readonly SteppedLoop[] },
  register: Register,
): void {
  const indirection = kernel.indirection as Indirection;
  const { body, offset, target } = kernel;
  const pointers = createPointers(environment, [{ buffer: target, offset }, ...loadsOfKernel(kernel)]);
  pointers.enter(undefined);
  emitLoops(environment, outer, pointers, () => {
    const rows = emitRows(environment, pointers, indirection, register);
    const emitRow = (): void =>
      emitLoops(environment, inner, pointers, () => {
        if (indirection.operation === 'gather') emitGather(environment, pointers, kernel, body, rows, register);
        else emitScatter(environment, pointers, kernel, body, rows);
      });
    ifNotEmpty(environment, indirection, emitRow);
  });
}

/** Without any row there is none to go on with. */
function ifNotEmpty(environment: Environment, { rows }: Indirection, body: () => void): void {
  const constant = constantValue(rows);
  if (constant !== undefined) {
    if (constant > 0) body();
    return;
  }
  emitPolynomial(environment, rows);
  environment.code.if(body);
}

/** Distances in bytes from row 0, one for each number of a register that counts; checked against the size of the table. */
function emitRows(
  environment: Environment,
  pointers: Pointers,
  { operation, row, rows, stride }: Indirection,
  { count }: Register,
): number[] {
  const { code } = environment;
  const index = code.scratch('v128');
  const inside = code.scratch('v128');
  createExpressionEmitter(environment, pointers, [row]).emit(row);
  code.localTee(index);
  code.v128Const(0);
  code.op('f32x4.ge');
  code.localGet(index);
  emitPolynomial(environment, rows);
  code.op('i32x4.splat');
  code.op('f32x4.convert_i32x4_s');
  code.op('f32x4.lt');
  code.op('v128.and');
  code.localTee(inside);
  code.v128ConstI32([0, 1, 2, 3].map((lane) => (lane < count ? 0 : -1)) as [number, number, number, number]);
  code.op('v128.or');
  code.op('i32x4.all_true');
  code.op('i32.eqz');
  code.if(() => emitFault(environment, operation, rows, index, count));
  code.localGet(index);
  code.op('i32x4.trunc_sat_f32x4_s');
  code.localGet(inside);
  code.op('v128.and');
  emitPolynomial(environment, scale(stride, 4));
  code.op('i32x4.splat');
  code.op('i32x4.mul');
  code.localSet(index);
  const distances = Array.from({ length: count }, (_, lane) => {
    const distance = code.local('i32');
    code.localGet(index);
    code.extractLane('i32x4', lane);
    code.localSet(distance);
    return distance;
  });
  code.release(inside);
  code.release(index);
  return distances;
}

function emitFault(
  environment: Environment,
  operation: Indirection['operation'],
  rows: Polynomial,
  index: number,
  count: number,
): void {
  const { code, faultAddress } = environment;
  code.i32Const(faultAddress);
  code.load('i32', faultLayout.operation);
  code.op('i32.eqz');
  code.if(() => {
    code.i32Const(faultAddress);
    code.i32Const(faultCode(operation));
    code.store('i32', faultLayout.operation);
    code.i32Const(faultAddress);
    emitPolynomial(environment, rows);
    code.store('i32', faultLayout.rows);
    code.i32Const(faultAddress);
    code.localGet(index);
    // What does not count becomes an index that is none.
    code.v128ConstI32([0, 1, 2, 3].map((lane) => (lane < count ? -1 : 0)) as [number, number, number, number]);
    code.op('v128.and');
    code.store('v128', faultLayout.indices, 4);
  });
}

function emitGather(
  { code }: Environment,
  pointers: Pointers,
  { target, offset }: Kernel,
  body: Expression,
  rows: readonly number[],
  { wide }: Register,
): void {
  const [load] = loadsOf(body) as [ReturnType<typeof loadsOf>[number]];
  const from = pointers.address(load.buffer, load.offset);
  const to = pointers.address(target, offset);
  const address = (row: number): void => {
    code.localGet(from.local);
    code.localGet(row);
    code.op('i32.add');
  };
  const value = code.scratch('v128');
  const [first, ...others] = rows as [number, ...number[]];
  address(first);
  code.load('v128.load32_splat', from.offset, 4);
  code.localSet(value);
  for (const [place, row] of others.entries()) {
    address(row);
    code.localGet(value);
    code.load32Lane(from.offset, place + 1);
    code.localSet(value);
  }
  code.localGet(to.local);
  code.localGet(value);
  if (wide) code.store('v128', to.offset, 4);
  else code.store32Lane(to.offset, 0);
  code.release(value);
}

/** One number at a time, in the order of the sequences: two of them may have the same index. */
function emitScatter(
  environment: Environment,
  pointers: Pointers,
  { target, offset }: Kernel,
  body: Expression,
  rows: readonly number[],
): void {
  const { code } = environment;
  const to = pointers.address(target, offset);
  const value = code.scratch('v128');
  const address = code.scratch('i32');
  createExpressionEmitter(environment, pointers, [body]).emit(body);
  code.localSet(value);
  for (const [lane, row] of rows.entries()) {
    code.localGet(to.local);
    code.localGet(row);
    code.op('i32.add');
    code.localTee(address);
    code.localGet(address);
    code.load('f32', to.offset);
    code.localGet(value);
    code.extractLane('f32x4', lane);
    code.op('f32.add');
    code.store('f32', to.offset);
  }
  code.release(address);
  code.release(value);
}
