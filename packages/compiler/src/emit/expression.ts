import type { FunctionBuilder, Operation } from '../assembler/index.ts';
import { CompileError } from '../errors.ts';
import { constantValue } from '../index-maps/polynomial.ts';
import { type Expression, laneAtom, type OperationName } from '../loops/kernel.ts';
import { emitExp, emitLog, emitLog1p, emitPow, emitSigmoid, emitTanh } from '../math/index.ts';
import { type Environment, emitPolynomial } from './environment.ts';
import { laneMaskOffset } from './faults.ts';
import { keyOf } from './keys.ts';
import { lanesTogether } from './nest.ts';
import type { Pointers } from './pointers.ts';

/** Emits expressions of one loop body; what several of them share is computed once. */
export interface ExpressionEmitter {
  /** Pushes the value (v128). */
  emit(expression: Expression): void;
  /** Makes a stored value known, so that reading it again needs no load. */
  remember(expression: Expression, local: number): void;
}

const plain: Partial<Record<OperationName, Operation>> = {
  neg: 'f32x4.neg',
  abs: 'f32x4.abs',
  sqrt: 'f32x4.sqrt',
  floor: 'f32x4.floor',
  cast: 'f32x4.trunc',
  add: 'f32x4.add',
  sub: 'f32x4.sub',
  mul: 'f32x4.mul',
  div: 'f32x4.div',
  maximum: 'f32x4.max',
  minimum: 'f32x4.min',
  less: 'f32x4.lt',
  lessEqual: 'f32x4.le',
  equal: 'f32x4.eq',
  logicalNot: 'v128.not',
  logicalAnd: 'v128.and',
  logicalOr: 'v128.or',
};

const functions: Partial<Record<OperationName, (code: FunctionBuilder) => void>> = {
  exp: emitExp,
  log: emitLog,
  log1p: emitLog1p,
  pow: emitPow,
  tanh: emitTanh,
  sigmoid: emitSigmoid,
  sign: emitSign,
};

/** x/|x|, and x itself where it is 0 or NaN. */
function emitSign(code: FunctionBuilder): void {
  const x = code.scratch('v128');
  code.localTee(x);
  code.v128Const(0);
  code.op('f32x4.gt');
  code.v128Const(1);
  code.op('v128.and');
  code.v128Const(-1);
  code.v128Const(0);
  code.localGet(x);
  code.v128Const(0);
  code.op('f32x4.lt');
  code.op('v128.bitselect');
  code.op('f32x4.add');
  code.release(x);
}

/** @param bodies all expressions that will be emitted, to see what they share. */
export function createExpressionEmitter(
  environment: Environment,
  pointers: Pointers,
  bodies: readonly Expression[],
): ExpressionEmitter {
  const { code } = environment;
  const uses = new Map<string, number>();
  const count = (expression: Expression): void => {
    const key = keyOf(expression);
    const seen = uses.get(key) ?? 0;
    uses.set(key, seen + 1);
    if (seen > 0) return;
    if (expression.kind === 'operation') expression.args.forEach(count);
    if (expression.kind === 'masked') count(expression.value);
  };
  bodies.forEach(count);
  const known = new Map<string, number>();

  function emit(expression: Expression): void {
    const key = keyOf(expression);
    const local = known.get(key);
    if (local !== undefined) {
      code.localGet(local);
      return;
    }
    emitFresh(expression);
    if (expression.kind !== 'constant' && (uses.get(key) ?? 0) > 1) {
      const shared = code.local('v128');
      code.localTee(shared);
      known.set(key, shared);
    }
  }

  function emitFresh(expression: Expression): void {
    switch (expression.kind) {
      case 'constant':
        code.v128Const(expression.value);
        return;
      case 'index':
        emitIndex(expression);
        return;
      case 'load': {
        const { local, offset } = pointers.address(expression.buffer, expression.offset);
        code.localGet(local);
        code.load(expression.wide === true ? 'v128' : 'v128.load32_splat', offset, 4);
        return;
      }
      case 'operation':
        emitOperation(expression);
        return;
      case 'masked':
        emit(expression.value);
        emitLaneMask(environment);
        code.op('v128.and');
        return;
      case 'reduction':
        throw new RangeError('a reduction is computed before what reads it');
    }
  }

  function emitIndex({ value }: Extract<Expression, { kind: 'index' }>): void {
    const constant = constantValue(value);
    if (constant !== undefined) {
      code.v128Const(constant);
      return;
    }
    emitPolynomial(environment, value);
    code.op('i32x4.splat');
    code.op('f32x4.convert_i32x4_s');
  }

  function emitOperation({ primitive, args }: Extract<Expression, { kind: 'operation' }>): void {
    if (primitive === 'where') {
      const [condition, yes, no] = args as [Expression, Expression, Expression];
      emit(yes);
      emit(no);
      emit(condition);
      code.op('v128.bitselect');
      return;
    }
    if (primitive === 'divNoNan') {
      const [a, b] = args as [Expression, Expression];
      emit(a);
      emit(b);
      code.op('f32x4.div');
      emit(b);
      code.v128Const(0);
      code.op('f32x4.eq');
      code.op('v128.andnot');
      return;
    }
    for (const argument of args) emit(argument);
    if (primitive === 'round') {
      environment.round();
      return;
    }
    const operation = plain[primitive];
    const helper = functions[primitive];
    if (operation !== undefined) code.op(operation);
    else if (helper !== undefined) helper(code);
    else throw new CompileError(`the operation ${primitive} cannot be compiled yet; use the engine "reference"`);
  }

  return { emit, remember: (expression, local) => known.set(keyOf(expression), local) };
}

/** Pushes a mask of the lanes of the last register of a pass that hold a sequence. */
function emitLaneMask(environment: Environment): void {
  const { code, atoms, laneCount, batchSize, faultAddress } = environment;
  if (batchSize > laneCount) {
    code.i32Const(faultAddress + laneMaskOffset);
    code.load('v128', 0, 4);
    return;
  }
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
