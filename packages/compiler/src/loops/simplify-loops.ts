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
import type { Expression, Kernel, Loop, Part } from './kernel.ts';
import { loadsOf, substituteInExpression, substituteInKernel } from './substitute.ts';

/** Number of rounds of a loop, if that is a constant. */
export function constantCount({ lower, upper }: Loop): number | undefined {
  const [low, high] = [strictest(lower, Math.max), strictest(upper, Math.min)];
  return low === undefined || high === undefined ? undefined : Math.max(0, high - low);
}

function strictest(bounds: readonly Polynomial[], pick: (...values: number[]) => number): number | undefined {
  const values = bounds.map(constantValue);
  return values.some((value) => value === undefined) ? undefined : pick(...(values as number[]));
}

/**
 * Loops of one round disappear, kernels of no round altogether, and loops that all accesses run through as one are joined.
 * @returns undefined if nothing is left to do.
 */
export function simplifyLoops(kernel: Kernel): Kernel | undefined {
  if (kernel.loops.some((loop) => constantCount(loop) === 0)) return undefined;
  let next = kernel;
  for (const loop of kernel.loops) {
    if (constantCount(loop) === 1) next = substituteInKernel(next, loop.variable, onlyRound(loop));
  }
  const parts = next.parts.filter(({ inner }) => inner.every((loop) => constantCount(loop) !== 0)).map(simplifyPart);
  return joinOuter({ ...next, parts });
}

function onlyRound({ lower }: Loop): Polynomial {
  return constantOf(strictest(lower, Math.max) as number);
}

/** Loops of one round disappear, and loops that all loads run through as one are joined. */
function simplifyPart(part: Part): Part {
  let { inner, body } = part;
  for (const loop of inner) {
    if (constantCount(loop) !== 1) continue;
    body = substituteInExpression(body, loop.variable, onlyRound(loop));
    inner = inner.filter((other) => other !== loop);
  }
  for (let place = inner.length - 2; place >= 0; place--) {
    const [outer, innermost] = [inner[place] as Loop, inner[place + 1] as Loop];
    const joined = join(outer, innermost, [body], []);
    if (joined === undefined) continue;
    body = substituteInExpression(body, outer.variable, zero);
    inner = [...inner.slice(0, place), joined, ...inner.slice(place + 2)];
  }
  return { inner, body };
}

function joinOuter(kernel: Kernel): Kernel {
  let next = kernel;
  for (let place = kernel.loops.length - 2; place >= 0; place--) {
    const [outer, inner] = [next.loops[place] as Loop, next.loops[place + 1] as Loop];
    const usedInBounds = next.parts.some((part) =>
      part.inner.some((loop) =>
        [...loop.lower, ...loop.upper].some((bound) =>
          [outer, inner].some(({ variable }) => atomsOf(bound).has(variable)),
        ),
      ),
    );
    const joined = usedInBounds
      ? undefined
      : join(
          outer,
          inner,
          next.parts.map(({ body }) => body),
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
  if (expression.kind === 'index') return linearIn(expression.value, name)?.coefficient.terms.length !== 0;
  return expression.kind === 'operation' && expression.args.some((argument) => usesIndexOf(argument, name));
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
