import {
  add,
  atom,
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  scale,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import { type Expression, type Kernel, type Loop, type Part, timeAtom } from './kernel.ts';
import { loadsOf, reductionsOf, substituteInExpression, substituteInKernel, substituteInPart } from './substitute.ts';

/** Number of rounds of a loop, if that is a constant. */
export function constantCount({ lower, upper }: Loop): number | undefined {
  const [low, high] = [strictest(lower, Math.max), strictest(upper, Math.min)];
  return low === undefined || high === undefined ? undefined : Math.max(0, high - low);
}

/** Rounds that a loop has at most, if its bounds say so, as those of a loop over neighboring steps do. */
export function mostRounds({ lower, upper }: Loop): number | undefined {
  const counts = lower.flatMap((low) => upper.map((high) => constantValue(subtract(high, low))));
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : Math.max(0, Math.min(...known));
}

function strictest(bounds: readonly Polynomial[], pick: (...values: number[]) => number): number | undefined {
  const values = bounds.map(constantValue);
  return values.some((value) => value === undefined) ? undefined : pick(...(values as number[]));
}

/**
 * Loops of one round disappear, kernels of no round altogether, loops with constant bounds begin at 0, and loops that all
 * accesses run through as one are joined.
 * @returns undefined if nothing is left to do.
 */
export function simplifyLoops(kernel: Kernel): Kernel | undefined {
  if (kernel.loops.some((loop) => constantCount(loop) === 0)) return undefined;
  let next = kernel;
  for (const loop of kernel.loops) {
    const count = constantCount(loop);
    if (count === 1) next = substituteInKernel(next, loop.variable, firstRound(loop));
    else if (count !== undefined) next = fromZero(next, loop, count);
  }
  return joinOuter({ ...next, body: simplifyReductions(next.body) });
}

/** The first value of a variable whose loop begins at a number. */
export function firstRound({ lower }: Loop): Polynomial {
  return constantOf(strictest(lower, Math.max) as number);
}

function fromZero(kernel: Kernel, loop: Loop, count: number): Kernel {
  const { variable } = loop;
  const shifted = substituteInKernel(kernel, variable, add(atom(variable), firstRound(loop)));
  const moved: Loop = { ...loop, lower: [zero], upper: [constantOf(count)] };
  const place = kernel.loops.findIndex((other) => other.variable === variable);
  return { ...shifted, loops: [...shifted.loops.slice(0, place), moved, ...shifted.loops.slice(place)] };
}

function simplifyReductions(expression: Expression): Expression {
  if (expression.kind === 'operation') return { ...expression, args: expression.args.map(simplifyReductions) };
  if (expression.kind !== 'reduction') return expression;
  const parts = expression.parts.filter(({ inner }) => inner.every((loop) => constantCount(loop) !== 0));
  return { ...expression, parts: parts.map(simplifyPart) };
}

/** Loops of one round disappear, and loops that all loads run through as one are joined. */
function simplifyPart(part: Part): Part {
  let { inner, body } = part;
  for (const loop of part.inner) {
    if (constantCount(loop) === 1)
      ({ inner, body } = substituteInPart({ inner, body }, loop.variable, firstRound(loop)));
  }
  for (let place = inner.length - 2; place >= 0; place--) {
    const [outer, innermost] = [inner[place] as Loop, inner[place + 1] as Loop];
    const joined = join(outer, innermost, [body], []);
    if (joined === undefined) continue;
    body = substituteInExpression(body, outer.variable, zero);
    inner = [...inner.slice(0, place), joined, ...inner.slice(place + 2)];
  }
  return renumbered({ inner, body });
}

/**
 * Loops by the same names in all reductions, so that those over equal ranges are seen to be equal. Loops that are gone
 * left gaps in the numbers: going up, a loop gets a number that is free.
 */
function renumbered(part: Part): Part {
  let { inner, body } = part;
  const numbered = part.inner.filter(({ variable }) => variable !== timeAtom);
  for (const [number, { variable }] of numbered.entries()) {
    const name = `r${number}`;
    if (variable === name) continue;
    const place = inner.findIndex((loop) => loop.variable === variable);
    const { lower, upper } = inner[place] as Loop;
    const others = substituteInPart({ inner, body }, variable, atom(name));
    inner = [...others.inner.slice(0, place), { variable: name, lower, upper }, ...others.inner.slice(place)];
    body = others.body;
  }
  return { inner, body };
}

function joinOuter(kernel: Kernel): Kernel {
  let next = kernel;
  for (let place = kernel.loops.length - 2; place >= 0; place--) {
    const [outer, inner] = [next.loops[place], next.loops[place + 1]];
    if (outer === undefined || inner === undefined) continue;
    const usedInBounds = reductionsOf(next.body).some(({ parts }) =>
      parts.some((part) =>
        part.inner.some((loop) =>
          [...loop.lower, ...loop.upper].some((bound) =>
            [outer, inner].some(({ variable }) => atomsOf(bound).has(variable)),
          ),
        ),
      ),
    );
    const joined = usedInBounds
      ? undefined
      : join(
          outer,
          inner,
          [next.body, ...(next.indirection === undefined ? [] : [next.indirection.row])],
          [next.offset],
        );
    if (joined === undefined) continue;
    const without = substituteInKernel(next, outer.variable, zero);
    next = { ...without, loops: without.loops.map((loop) => (loop.variable === inner.variable ? joined : loop)) };
  }
  return next;
}

/** One loop in the place of two with constant bounds from 0, where every offset takes the outer one as a continuation of the inner. */
function join(
  outer: Loop,
  inner: Loop,
  bodies: readonly Expression[],
  targets: readonly Polynomial[],
): Loop | undefined {
  const [outerCount, innerCount] = [constantCount(outer), constantCount(inner)];
  if (outerCount === undefined || innerCount === undefined || !startsAtZero(outer) || !startsAtZero(inner))
    return undefined;
  if (bodies.some((body) => usesIndexOf(body, outer.variable) || usesIndexOf(body, inner.variable))) return undefined;
  const offsets = [...targets, ...bodies.flatMap(loadsOf).map(({ offset }) => offset)];
  const continues = offsets.every((offset) => {
    const [a, b] = [linearIn(offset, outer.variable), linearIn(offset, inner.variable)];
    return (
      a !== undefined && b !== undefined && subtract(a.coefficient, scale(b.coefficient, innerCount)).terms.length === 0
    );
  });
  return continues
    ? { variable: inner.variable, lower: [zero], upper: [constantOf(outerCount * innerCount)] }
    : undefined;
}

function usesIndexOf(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'index':
      return linearIn(expression.value, name)?.coefficient.terms.length !== 0;
    case 'operation':
      return expression.args.some((argument) => usesIndexOf(argument, name));
    case 'reduction':
      return expression.parts.some(({ body }) => usesIndexOf(body, name));
    default:
      return false;
  }
}

function startsAtZero({ lower }: Loop): boolean {
  return strictest(lower, Math.max) === 0;
}

/** The part of a loop from round `first` on, `count` rounds; bounds must be constant. */
export function section(loop: Loop, first: number, count: number): Loop {
  const start = (strictest(loop.lower, Math.max) as number) + first;
  return { variable: loop.variable, lower: [constantOf(start)], upper: [constantOf(start + count)] };
}

/** `name + amount`. */
export function shifted(name: string, amount: number): Polynomial {
  return add(atom(name), constantOf(amount));
}
