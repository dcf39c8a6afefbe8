import type { Expression, ReductionExpression } from '../loops/kernel.ts';
import type { Environment } from './environment.ts';
import { createExpressionEmitter, type ExpressionEmitter } from './expression.ts';
import { emitLoops } from './loops.ts';
import { accumulators, byLoops, type Pass, passesOf, type SteppedLoop } from './nest.ts';
import { piecesOf } from './pieces.ts';
import type { Pointers } from './pointers.ts';

/** A reduction with the passes of its parts and the local that collects it. */
interface Accumulation {
  readonly expression: ReductionExpression;
  readonly passes: readonly Pass[];
}

/**
 * Emits reductions into locals. Those over the same ranges share their loops, and what they load.
 * @param remember is told where each result is.
 */
export function emitReductions(
  environment: Environment,
  pointers: Pointers,
  reductions: readonly ReductionExpression[],
  remember: ExpressionEmitter['remember'],
): void {
  for (const expressions of byLoops(reductions)) {
    const group = expressions.map((expression) => ({ expression, passes: passesOf(expression, environment) }));
    for (let first = 0; first < group.length; first += accumulators)
      emitTogether(environment, pointers, group.slice(first, first + accumulators), remember);
  }
}

function emitTogether(
  environment: Environment,
  pointers: Pointers,
  group: readonly Accumulation[],
  remember: ExpressionEmitter['remember'],
): void {
  const { code } = environment;
  const [{ expression: first, passes: shapes }] = group as readonly [Accumulation];
  const { reduction } = first;
  const totals = group.map(() => code.local('v128'));
  const places = reduction === 'argMax' ? group.map(() => code.local('v128')) : [];
  for (const total of totals) {
    code.v128Const(reduction === 'sum' ? 0 : Number.NEGATIVE_INFINITY);
    code.localSet(total);
  }
  for (const place of places) {
    code.v128Const(0);
    code.localSet(place);
  }
  for (const [part, { loops, values: shape }] of shapes.entries()) {
    emitLoops(environment, loops, pointers, () => {
      const valuesOf = ({ passes }: Accumulation): Pass['values'] => (passes[part] as Pass).values;
      const emitter = createExpressionEmitter(environment, pointers, group.flatMap(valuesOf));
      // Round by round, not result by result: what the results of a round share stays in registers only that long.
      for (const round of shape.keys()) {
        const starts = piecesOf(group.map((accumulation) => valuesOf(accumulation)[round] as Expression));
        for (const [index, accumulation] of group.entries()) {
          const number = round * group.length + index;
          if ((number > 0 && index === 0) || starts.has(index)) endBlock(environment, loops, number);
          const value = valuesOf(accumulation)[round] as Expression;
          const total = totals[index] as number;
          if (reduction === 'argMax')
            emitBetter(environment, total, places[index] as number, loops, () => emitter.emit(value));
          else if (reduction === 'sum') emitSum(environment, emitter, total, value);
          else {
            code.localGet(total);
            emitter.emit(value);
            code.op('f32x4.max');
            code.localSet(total);
          }
        }
      }
    });
  }
  for (const [index, { expression }] of group.entries()) {
    const value = (reduction === 'argMax' ? places : totals)[index] as number;
    if (expression.overLanes) {
      emitSumOfLanes(environment, value);
      code.localSet(value);
    }
    remember(expression, value);
  }
}

/**
 * Ends a basic block by a branch that is never taken: no counter is negative. Every such branch has a number of its own, or V8
 * would know that what did not happen at the first one does not happen at the others.
 */
function endBlock({ code, atoms }: Environment, loops: readonly SteppedLoop[], number: number): void {
  const counter = atoms.get(loops.at(-1)?.variable ?? '');
  if (counter === undefined) return;
  code.localGet(counter);
  code.i32Const(-number);
  code.op('i32.eq');
  code.branchIf(1);
}

function emitSum(
  { code, relaxedSimd }: Environment,
  emitter: ExpressionEmitter,
  total: number,
  value: Expression,
): void {
  if (relaxedSimd && value.kind === 'operation' && value.primitive === 'mul') {
    for (const factor of value.args) emitter.emit(factor);
    code.localGet(total);
    code.op('f32x4.relaxed_madd');
  } else {
    code.localGet(total);
    emitter.emit(value);
    code.op('f32x4.add');
  }
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

/** Pushes a register with the sum of all four lanes in each: (0 + 2) + (1 + 3). */
function emitSumOfLanes({ code }: Environment, value: number): void {
  for (const pair of [
    [0, 2],
    [1, 3],
  ]) {
    for (const lane of pair) {
      code.localGet(value);
      code.extractLane('f32x4', lane);
    }
    code.op('f32.add');
  }
  code.op('f32.add');
  code.op('f32x4.splat');
}
