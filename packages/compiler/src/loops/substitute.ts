import { type Atom, atomsOf, type Polynomial, substitute } from '../index-maps/polynomial.ts';
import type { Expression, Kernel, Loop, Part, ReductionExpression } from './kernel.ts';

type Load = Extract<Expression, { kind: 'load' }>;

function inPolynomial(p: Polynomial, name: Atom, value: Polynomial): Polynomial {
  return atomsOf(p).has(name) ? substitute(p, name, value) : p;
}

/** The expression with a variable replaced; the same object if the variable does not occur in it. */
export function substituteInExpression(expression: Expression, name: Atom, value: Polynomial): Expression {
  switch (expression.kind) {
    case 'load':
      return substituteInLoad(expression, name, value);
    case 'index': {
      const replaced = inPolynomial(expression.value, name, value);
      return replaced === expression.value ? expression : { ...expression, value: replaced };
    }
    case 'constant':
      return expression;
    case 'operation': {
      const args = expression.args.map((argument) => substituteInExpression(argument, name, value));
      return args.every((argument, place) => argument === expression.args[place])
        ? expression
        : { ...expression, args };
    }
    case 'reduction':
      return { ...expression, parts: expression.parts.map((part) => substituteInPart(part, name, value)) };
    case 'masked': {
      const replaced = substituteInExpression(expression.value, name, value);
      return replaced === expression.value ? expression : { ...expression, value: replaced };
    }
  }
}

function substituteInLoad(load: Load, name: Atom, value: Polynomial): Load {
  const { slot, offset, positive } = load;
  const occurs = [slot, offset, ...(positive ?? [])].some((p) => atomsOf(p).has(name));
  if (!occurs) return load;
  return {
    ...load,
    slot: inPolynomial(slot, name, value),
    offset: inPolynomial(offset, name, value),
    ...(positive === undefined ? {} : { positive: positive.map((each) => inPolynomial(each, name, value)) }),
  };
}

function inLoop(loop: Loop, name: Atom, value: Polynomial): Loop {
  const all = (bounds: readonly Polynomial[]): Polynomial[] => bounds.map((bound) => inPolynomial(bound, name, value));
  return { ...loop, lower: all(loop.lower), upper: all(loop.upper) };
}

/** Loops with a variable replaced; the loop over it, if there is one, is left out. */
function inLoops(loops: readonly Loop[], name: Atom, value: Polynomial): Loop[] {
  return loops.filter(({ variable }) => variable !== name).map((loop) => inLoop(loop, name, value));
}

/** A part with a loop variable replaced; the loop over it, if there is one, is left out. */
export function substituteInPart({ inner, body }: Part, name: Atom, value: Polynomial): Part {
  return { inner: inLoops(inner, name, value), body: substituteInExpression(body, name, value) };
}

/** The kernel with a loop variable replaced; the loop over it, if there is one, is left out. */
export function substituteInKernel(kernel: Kernel, name: Atom, value: Polynomial): Kernel {
  return {
    ...kernel,
    loops: inLoops(kernel.loops, name, value),
    body: substituteInExpression(kernel.body, name, value),
    slot: inPolynomial(kernel.slot, name, value),
    offset: inPolynomial(kernel.offset, name, value),
    ...(kernel.indirection === undefined
      ? {}
      : {
          indirection: {
            ...kernel.indirection,
            row: substituteInExpression(kernel.indirection.row, name, value),
            rows: inPolynomial(kernel.indirection.rows, name, value),
            stride: inPolynomial(kernel.indirection.stride, name, value),
          },
        }),
  };
}

/** Every load of an expression, those in reductions included. */
export function loadsOf(expression: Expression): Load[] {
  switch (expression.kind) {
    case 'load':
      return [expression];
    case 'operation':
      return expression.args.flatMap(loadsOf);
    case 'reduction':
      return expression.parts.flatMap(({ body }) => loadsOf(body));
    case 'masked':
      return loadsOf(expression.value);
    default:
      return [];
  }
}

/** The reductions that an expression needs the results of. Reductions do not contain each other. */
export function reductionsOf(expression: Expression): ReductionExpression[] {
  if (expression.kind === 'reduction') return [expression];
  return expression.kind === 'operation' ? expression.args.flatMap(reductionsOf) : [];
}

/** Every load of a kernel. */
export function loadsOfKernel({ body, indirection }: Kernel): Load[] {
  return [body, ...(indirection === undefined ? [] : [indirection.row])].flatMap(loadsOf);
}
