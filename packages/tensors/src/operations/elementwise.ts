import { apply } from '../apply.ts';
import type { PrimitiveName } from '../primitives/attributes.ts';
import type { DataType, Tensor, TensorLike } from '../tensor.ts';
import { toTensor, toTensors } from './arguments.ts';

/** Primitives that are told nothing besides their arguments. */
type Plain<Names extends PrimitiveName> = Names;

function unary(
  name: Plain<
    'neg' | 'exp' | 'log' | 'log1p' | 'sqrt' | 'abs' | 'sign' | 'floor' | 'tanh' | 'sigmoid' | 'stopGradient'
  >,
) {
  return (x: TensorLike): Tensor => apply(name, [toTensor(x, name)], {});
}

function binary(
  name: Plain<
    'add' | 'sub' | 'mul' | 'div' | 'divNoNan' | 'pow' | 'maximum' | 'minimum' | 'less' | 'lessEqual' | 'equal'
  >,
) {
  return (a: TensorLike, b: TensorLike): Tensor => apply(name, toTensors([a, b], name), {});
}

type Unary = (x: TensorLike) => Tensor;
type Binary = (a: TensorLike, b: TensorLike) => Tensor;

/** −x. */
export const neg: Unary = unary('neg');
/** e^x. */
export const exp: Unary = unary('exp');
/** Natural logarithm; −∞ at 0, where the derivative is taken to be 0. */
export const log: Unary = unary('log');
/** ln(1 + x), accurate for small x; −∞ at −1, where the derivative is taken to be 0. */
export const log1p: Unary = unary('log1p');
/** Square root; the derivative at 0 is taken to be 0. */
export const sqrt: Unary = unary('sqrt');
/** |x|; the derivative at 0 is 0. */
export const abs: Unary = unary('abs');
/** −1, 0 or 1; the derivative is 0. */
export const sign: Unary = unary('sign');
/** The largest integer that is not larger; the derivative is 0. */
export const floor: Unary = unary('floor');
/** (e^x − e^−x) / (e^x + e^−x). */
export const tanh: Unary = unary('tanh');
/** 1 / (1 + e^−x). */
export const sigmoid: Unary = unary('sigmoid');
/** The value of x, through which no gradient flows. */
export const stopGradient: Unary = unary('stopGradient');

/** a + b. All binary operations broadcast: shapes are aligned at the last axis and axes of size 1 stretch. */
export const add: Binary = binary('add');
/** a − b, with broadcasting. */
export const sub: Binary = binary('sub');
/** a · b, with broadcasting. */
export const mul: Binary = binary('mul');
/** a / b, with the infinities and NaN of floating point where b is 0. */
export const div: Binary = binary('div');
/** a / b, and 0 (also in its derivatives) wherever b is 0. */
export const divNoNan: Binary = binary('divNoNan');
/** a^b for a ≥ 0. Where a is 0 the derivative in b is 0, and that in a is 0 unless b is 1. */
export const pow: Binary = binary('pow');
/** The larger one; where both are equal each gets half the gradient. */
export const maximum: Binary = binary('maximum');
/** The smaller one; where both are equal each gets half the gradient. */
export const minimum: Binary = binary('minimum');
/** Whether a < b (bool), with broadcasting. */
export const less: Binary = binary('less');
/** Whether a ≤ b (bool), with broadcasting. */
export const lessEqual: Binary = binary('lessEqual');
/** Whether a = b (bool), with broadcasting. */
export const equal: Binary = binary('equal');

/** Whether a > b (bool), with broadcasting. */
export function greater(a: TensorLike, b: TensorLike): Tensor {
  return less(b, a);
}

/** Whether a ≥ b (bool), with broadcasting. */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return lessEqual(b, a);
}

/** Whether a ≠ b (bool), with broadcasting. */
export function notEqual(a: TensorLike, b: TensorLike): Tensor {
  return logicalNot(equal(a, b));
}

/** Not a, for bool. */
export function logicalNot(a: Tensor): Tensor {
  return apply('logicalNot', [a], {});
}

/** Whether both a and b, for bool, with broadcasting. */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return apply('logicalAnd', [a, b], {});
}

/** Whether a or b or both, for bool, with broadcasting. */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return apply('logicalOr', [a, b], {});
}

/**
 * `ifTrue` where `condition` (bool) holds, else `ifFalse`, with broadcasting. The branch not taken gets the gradient 0,
 * so a value that would be infinite there must be replaced *before* the operation that makes it infinite.
 */
export function where(condition: Tensor, ifTrue: TensorLike, ifFalse: TensorLike): Tensor {
  const [yes, no] = toTensors([ifTrue, ifFalse], 'where') as [Tensor, Tensor];
  return apply('where', [condition, yes, no], {});
}

/** To another type: float to int rounds toward zero, anything to bool asks whether it is not 0. Only float to float carries gradient. */
export function cast(x: Tensor, dtype: DataType): Tensor {
  return x.dtype === dtype ? x : apply('cast', [x], { dtype });
}

/** x². */
export function square(x: Tensor): Tensor {
  return mul(x, x);
}

/** max(x, 0); the derivative at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return where(greater(x, 0), x, 0);
}

/** ln(1 + e^x), without overflow. */
export function softplus(x: Tensor): Tensor {
  // `maximum` and not `relu`: at 0 the other summand has no derivative, and ½ is that of the sum.
  return add(maximum(x, 0), log1p(exp(neg(abs(x)))));
}
