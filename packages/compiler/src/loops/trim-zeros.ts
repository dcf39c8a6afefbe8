import {
  type Atom,
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  subtract,
} from '../index-maps/polynomial.ts';
import { type Expression, type Loop, type Part, timeAtom } from './kernel.ts';
import { constantCount } from './simplify-loops.ts';

const one = constantOf(1);
/** What has its value before the loops of a kernel. */
const settled: ReadonlySet<Atom> = new Set([timeAtom, 'steps', 'capacity']);

/** Loads that make the whole expression zero where they are zero. */
function factorsOf(expression: Expression): Extract<Expression, { kind: 'load' }>[] {
  if (expression.kind === 'load') return [expression];
  if (expression.kind !== 'operation') return [];
  const { primitive, args } = expression;
  if (primitive === 'mul') return args.flatMap(factorsOf);
  return primitive === 'neg' ? factorsOf(args[0] as Expression) : [];
}

/**
 * Ends the loops of a sum where an entry that grows ends: what fills it up adds nothing. Of two loops that decide together
 * whether an element exists, the inner one gets the bound.
 */
export function trimZeros(outer: readonly Loop[], part: Part): Part {
  const conditions = factorsOf(part.body).flatMap(({ positive = [] }) => positive);
  let { inner } = part;
  for (const condition of conditions) {
    const last = inner.findLast(({ variable }) => atomsOf(condition).has(variable));
    if (last === undefined || !isFree(condition, last, [...outer, ...inner])) continue;
    inner = inner.map((loop) => (loop === last ? bounded(loop, condition) : loop));
  }
  return { ...part, inner };
}

/** Loops of constant size are unrolled; bounds may neither be theirs nor depend on them. */
function isFree(condition: Polynomial, last: Loop, loops: readonly Loop[]): boolean {
  const coefficient = linearIn(condition, last.variable)?.coefficient;
  if (coefficient === undefined || Math.abs(constantValue(coefficient) ?? 0) !== 1) return false;
  const opened = new Map<Atom, Loop>(loops.map((loop) => [loop.variable, loop]));
  return [...atomsOf(condition)].every((name) => {
    const loop = opened.get(name);
    return loop === undefined ? settled.has(name) : constantCount(loop) === undefined;
  });
}

/** The loop where `condition`, in which its variable is ±1 times itself, is positive. */
function bounded(loop: Loop, condition: Polynomial): Loop {
  const { coefficient, rest } = linearIn(condition, loop.variable) as NonNullable<ReturnType<typeof linearIn>>;
  return constantValue(coefficient) === 1
    ? { ...loop, lower: [...loop.lower, subtract(one, rest)] }
    : { ...loop, upper: [...loop.upper, rest] };
}
