import { equals } from '../index-maps/polynomial.ts';
import type { Buffer, Expression, Kernel } from '../loops/kernel.ts';
import { loadsOf, loadsOfKernel, reductionsOf } from '../loops/substitute.ts';

/** A new value that is computed in one place and belongs in another. */
export interface Staged {
  readonly staging: Buffer;
  readonly home: Buffer;
}

/** What is left of a computation of new values. */
export interface InPlace {
  readonly kernels: readonly Kernel[];
  /** What still has to be copied home. */
  readonly staged: readonly Staged[];
}

/**
 * Has new values written where the old ones are, if nothing reads these any more by then: the new value of one parameter may
 * depend on the old one of another. A kernel may read the very element that it writes.
 */
export function inPlace(kernels: readonly Kernel[], all: readonly Staged[]): InPlace {
  const staged = all.filter((each) => isReadAgain(kernels, each));
  const homes = new Map(all.filter((each) => !staged.includes(each)).map(({ staging, home }) => [staging, home]));
  return { kernels: kernels.map((kernel) => moved(kernel, homes)), staged };
}

/** Whether an old value is read after new ones begin to take its place. */
function isReadAgain(kernels: readonly Kernel[], { staging, home }: Staged): boolean {
  const first = kernels.findIndex(({ target }) => target === staging);
  return kernels.slice(first).some((kernel) => {
    const loads = loadsOfKernel(kernel).filter(({ buffer }) => buffer === home);
    if (kernel.target !== staging) return loads.length > 0;
    const inSums = reductionsOf(kernel.body).flatMap(loadsOf);
    return loads.some((load) => inSums.includes(load) || !equals(load.offset, kernel.offset));
  });
}

type Homes = ReadonlyMap<Buffer, Buffer>;

function moved(kernel: Kernel, homes: Homes): Kernel {
  const { target, body, indirection } = kernel;
  return {
    ...kernel,
    target: homes.get(target) ?? target,
    body: movedLoads(body, homes),
    ...(indirection === undefined ? {} : { indirection: { ...indirection, row: movedLoads(indirection.row, homes) } }),
  };
}

function movedLoads(expression: Expression, homes: Homes): Expression {
  switch (expression.kind) {
    case 'load':
      return { ...expression, buffer: homes.get(expression.buffer) ?? expression.buffer };
    case 'operation':
      return { ...expression, args: expression.args.map((argument) => movedLoads(argument, homes)) };
    case 'reduction': {
      const parts = expression.parts.map(({ inner, body }) => ({ inner, body: movedLoads(body, homes) }));
      return { ...expression, parts };
    }
    case 'masked':
      return { ...expression, value: movedLoads(expression.value, homes) };
    default:
      return expression;
  }
}
