import { type Atom, atomsOf, type Polynomial, substitute } from '../index-maps/polynomial.ts';
import type { Expression, Kernel, Loop } from './kernel.ts';

function inPolynomial(p: Polynomial, name: Atom, value: Polynomial): Polynomial {
  return atomsOf(p).has(name) ? substitute(p, name, value) : p;
}

export function substituteInExpression(expression: Expression, name: Atom, value: Polynomial): Expression {
  switch (expression.kind) {
    case 'load':
      return { ...expression, offset: inPolynomial(expression.offset, name, value) };
    case 'index':
      return { ...expression, value: inPolynomial(expression.value, name, value) };
    case 'constant':
      return expression;
    default:
      return { ...expression, args: expression.args.map((argument) => substituteInExpression(argument, name, value)) };
  }
}

function inLoop({ variable, lower, upper }: Loop, name: Atom, value: Polynomial): Loop {
  const all = (bounds: readonly Polynomial[]): Polynomial[] => bounds.map((bound) => inPolynomial(bound, name, value));
  return { variable, lower: all(lower), upper: all(upper) };
}

/** The kernel with a loop variable replaced; the loop over it, if there is one, is left out. */
export function substituteInKernel(kernel: Kernel, name: Atom, value: Polynomial): Kernel {
  const rest = (loops: readonly Loop[]): Loop[] =>
    loops.filter(({ variable }) => variable !== name).map((loop) => inLoop(loop, name, value));
  return {
    ...kernel,
    loops: rest(kernel.loops),
    parts: kernel.parts.map(({ inner, body }) => ({
      inner: rest(inner),
      body: substituteInExpression(body, name, value),
    })),
    offset: inPolynomial(kernel.offset, name, value),
  };
}

/** Every load of an expression. */
export function loadsOf(expression: Expression): Extract<Expression, { kind: 'load' }>[] {
  if (expression.kind === 'load') return [expression];
  return expression.kind === 'operation' ? expression.args.flatMap(loadsOf) : [];
}

/** Every load of a kernel. */
export function loadsOfKernel({ parts }: Kernel): Extract<Expression, { kind: 'load' }>[] {
  return parts.flatMap(({ body }) => loadsOf(body));
}
