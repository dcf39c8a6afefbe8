import {
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  substitute,
  zero,
} from '../index-maps/polynomial.ts';
import type { Expression, Kernel } from '../loops/kernel.ts';
import { constantCount } from '../loops/simplify-loops.ts';
import { slotSize } from '../loops/sizes.ts';
import { loadsOf, reductionsOf } from '../loops/substitute.ts';
import { markWide, type Nest } from './nest.ts';

/**
 * A kernel without a batch and without reductions whose only loop runs through neighbors: four of them at a time, and no more,
 * which would only make code: such kernels are the update of parameters, where reading memory is what takes time. The last
 * register may reach into the padding that every buffer ends with, so all accesses have to begin at a buffer's start.
 */
export function flatNest(kernel: Kernel): Nest | undefined {
  const [loop, ...others] = kernel.loops;
  if (kernel.lanes !== 'none' || loop === undefined || others.length > 0 || reductionsOf(kernel.body).length > 0)
    return undefined;
  const count = constantCount(loop);
  const { variable } = loop;
  const runsThrough = (offset: Polynomial): boolean =>
    constantValue(linearIn(offset, variable)?.coefficient ?? zero) === 1 &&
    constantValue(substitute(offset, variable, zero)) === 0;
  const steady = loadsOf(kernel.body).every(
    ({ offset, buffer }) => !atomsOf(offset).has(variable) || (runsThrough(offset) && buffer.slots === 'one'),
  );
  // Of a piece of a buffer, the last register would reach into the neighboring pieces.
  const whole = count !== undefined && constantValue(slotSize(kernel.target.sizes, 1)) === count;
  if (!whole || !steady) return undefined;
  if (!runsThrough(kernel.offset) || kernel.target.slots !== 'one' || usesIndex(kernel.body, variable))
    return undefined;
  return {
    loops: [{ variable, lower: [zero], upper: [constantOf(4 * Math.ceil(count / 4))], step: 4 }],
    points: [{ offset: kernel.offset, body: markWide(kernel.body, variable) }],
    result: 'vector',
    target: kernel.target,
  };
}

function usesIndex(expression: Expression, variable: string): boolean {
  if (expression.kind === 'index') return atomsOf(expression.value).has(variable);
  return expression.kind === 'operation' && expression.args.some((argument) => usesIndex(argument, variable));
}
