import { keyOf } from '../emit/keys.ts';
import { type Atom, atomsOf, evaluate, type Polynomial } from '../index-maps/polynomial.ts';
import {
  type Expression,
  type Kernel,
  type Loop,
  type OperationName,
  type ReductionExpression,
  stretchSteps,
  timeAtom,
} from '../loops/kernel.ts';
import { simplifyLoops } from '../loops/simplify-loops.ts';
import { reductionsOf } from '../loops/substitute.ts';
import type { Plan, SectionName } from '../plan/plan.ts';
import type { RunSizes } from '../runtime/memory-layout.ts';

/** Floating-point operations on single numbers. What fills up registers beside a batch is not counted. */
export interface Operations {
  /** A product added to a sum. */
  readonly multiplyAdds: number;
  /** Any other single instruction: additions, products, comparisons, choices, divisions, roots. */
  readonly elementary: number;
  /** Values of exp, log, log1p, tanh, sigmoid and pow. */
  readonly transcendental: number;
}

const none: Operations = { multiplyAdds: 0, elementary: 0, transcendental: 0 };

export function addOperations(a: Operations, b: Operations): Operations {
  return {
    multiplyAdds: a.multiplyAdds + b.multiplyAdds,
    elementary: a.elementary + b.elementary,
    transcendental: a.transcendental + b.transcendental,
  };
}

export function scaleOperations(a: Operations, factor: number): Operations {
  return {
    multiplyAdds: a.multiplyAdds * factor,
    elementary: a.elementary * factor,
    transcendental: a.transcendental * factor,
  };
}

const transcendental: ReadonlySet<OperationName> = new Set<OperationName>([
  'exp',
  'log',
  'log1p',
  'tanh',
  'sigmoid',
  'pow',
]);

/** What one value of an expression takes, reductions in it left out; parts that occur twice are computed once. */
function ofExpression(expression: Expression): Operations {
  const seen = new Set<string>();
  const visit = (part: Expression): Operations => {
    const key = keyOf(part);
    if (part.kind !== 'operation' || seen.has(key)) return none;
    seen.add(key);
    const own = transcendental.has(part.primitive) ? { ...none, transcendental: 1 } : { ...none, elementary: 1 };
    return part.args.map(visit).reduce(addOperations, own);
  };
  return visit(expression);
}

/** What one round of a reduction takes. */
function ofRound(body: Expression, { reduction }: ReductionExpression): Operations {
  const value = ofExpression(body);
  const product = reduction === 'sum' && body.kind === 'operation' && body.primitive === 'mul';
  return product
    ? { ...value, multiplyAdds: value.multiplyAdds + 1, elementary: value.elementary - 1 }
    : { ...value, elementary: value.elementary + 1 };
}

/** How often the innermost body of loops runs. Bounds may depend on sizes, on time and on outer loops. */
export function countRounds(loops: readonly Loop[], values: Readonly<Record<Atom, number>>): number {
  const [loop, ...rest] = loops;
  if (loop === undefined) return 1;
  const at = (bound: Polynomial): number => evaluate(bound, values);
  const first = Math.max(...loop.lower.map(at));
  const count = Math.max(0, Math.min(...loop.upper.map(at)) - first);
  if (!rest.some((other) => dependsOn(other, loop.variable))) return count * countRounds(rest, values);
  let total = 0;
  for (let round = 0; round < count; round++) total += countRounds(rest, { ...values, [loop.variable]: first + round });
  return total;
}

function dependsOn({ lower, upper }: Loop, variable: Atom): boolean {
  return [...lower, ...upper].some((bound) => atomsOf(bound).has(variable));
}

/** What a kernel takes in a whole run; `values` has the time if something outside the kernel runs over it. */
function ofKernel({ loops, body, lanes }: Kernel, batch: number, values: Readonly<Record<Atom, number>>): Operations {
  const sequences = lanes === 'none' ? 1 : batch;
  const own = scaleOperations(ofExpression(body), sequences * countRounds(loops, values));
  return reductionsOf(body)
    .flatMap((reduction) =>
      reduction.parts.map((part) => {
        const rounds = countRounds([...loops, ...part.inner], values) * (reduction.overLanes ? batch : sequences);
        return scaleOperations(ofRound(part.body, reduction), rounds);
      }),
    )
    .reduce(addOperations, own);
}

function usesTime({ loops, body }: Kernel): boolean {
  const inner = reductionsOf(body).flatMap(({ parts }) => parts.flatMap((part) => part.inner));
  return [...loops, ...inner].some((loop) => dependsOn(loop, timeAtom));
}

/** What a section takes in a whole run, counted from its loops. */
export function operationsOfSection(plan: Plan, name: SectionName, { steps, capacity }: RunSizes): Operations {
  const batch = plan.batchSize ?? 1;
  const timed = name === 'forward' || name === 'backward';
  return plan.sections[name]
    .map(simplifyLoops)
    .filter((kernel) => kernel !== undefined)
    .map((kernel) => {
      if (!timed) return ofKernel(kernel, batch, { steps, capacity });
      if (!usesTime(kernel)) return scaleOperations(ofKernel(kernel, batch, { steps, capacity, t: 0 }), steps);
      return Array.from({ length: steps }, (_, t) =>
        ofKernel(kernel, batch, { steps, capacity, t, stretch: t + ((steps - 1 - t) % stretchSteps) }),
      ).reduce(addOperations, none);
    })
    .reduce(addOperations, none);
}
