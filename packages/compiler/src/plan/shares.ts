import { type Buffer, type Expression, isZero, type Kernel } from '../loops/kernel.ts';
import { type SectionName, sectionNames } from './plan.ts';

/** What part of a batch yields of a value: its share of a sum over all sequences, or the whole value. Zero is both. */
type Kind = 'share' | 'whole' | 'zero';

/** Something else is computed from a sum over the sequences than what is proportional to it. */
class NotProportional extends Error {
  override name = 'NotProportional';
}

/**
 * Buffers with sums over the sequences of a batch, or with what is proportional to such sums: where the sequences of a batch
 * are computed one after the other, what each of these yields adds up to the whole.
 *
 * @param states a sum carried on from run to run would be counted in every turn.
 * @returns undefined where sequences have to be computed together, because a sum over all of them is needed on the way.
 */
export function findShares(
  sections: Readonly<Record<SectionName, readonly Kernel[]>>,
  batchSize: number,
  states: readonly Buffer[],
): ReadonlySet<Buffer> | undefined {
  const kernels = sectionNames.filter((name) => name !== 'update').flatMap((name) => sections[name]);
  const shares = new Set<Buffer>();
  try {
    // A step reads states and gradients that kernels further down have written in the step before.
    for (let before = -1; before < shares.size; ) {
      before = shares.size;
      for (const kernel of kernels) if (kindOfKernel(kernel, shares, batchSize) === 'share') shares.add(kernel.target);
    }
    const isMixed = kernels.some(
      (kernel) => shares.has(kernel.target) && kindOfKernel(kernel, shares, batchSize) === 'whole',
    );
    return isMixed || states.some((state) => shares.has(state)) ? undefined : shares;
  } catch (error) {
    if (error instanceof NotProportional) return undefined;
    throw error;
  }
}

function kindOfKernel(kernel: Kernel, shares: ReadonlySet<Buffer>, batchSize: number): Kind {
  const { body, lanes, target, indirection } = kernel;
  const kind = kindOf(body, target, shares);
  if (kind === 'share' && lanes === 'each') throw new NotProportional();
  if (indirection?.operation !== 'scatterAdd' || target.laneAxis !== undefined || lanes === 'none') return kind;
  // Rows of the sequences that only fill up the last register would be added to.
  if (batchSize % 4 !== 0) throw new NotProportional();
  return 'share';
}

function kindOf(expression: Expression, target: Buffer, shares: ReadonlySet<Buffer>): Kind {
  switch (expression.kind) {
    case 'load':
      // What a kernel adds to is of its own kind.
      if (expression.buffer === target) return 'zero';
      return shares.has(expression.buffer) ? 'share' : 'whole';
    case 'constant':
      return isZero(expression) ? 'zero' : 'whole';
    case 'index':
      return 'whole';
    case 'masked':
      return kindOf(expression.value, target, shares);
    case 'reduction': {
      const kinds = expression.parts.map(({ body }) => kindOf(body, target, shares));
      if (!expression.overLanes) return expression.reduction === 'sum' ? sumOf(kinds) : unlessShare(kinds);
      unlessShare(kinds);
      return 'share';
    }
    case 'operation': {
      const kinds = expression.args.map((argument) => kindOf(argument, target, shares));
      const [first, second] = kinds;
      switch (expression.primitive) {
        case 'add':
        case 'sub':
        case 'neg':
          return sumOf(kinds);
        case 'mul':
          if (kinds.filter((kind) => kind === 'share').length > 1) throw new NotProportional();
          return kinds.includes('share') ? 'share' : 'whole';
        case 'div':
          if (second === 'share') throw new NotProportional();
          return first as Kind;
        default:
          return unlessShare(kinds);
      }
    }
  }
}

function sumOf(kinds: readonly Kind[]): Kind {
  const [kind = 'zero', ...others] = new Set(kinds.filter((each) => each !== 'zero'));
  if (others.length > 0) throw new NotProportional();
  return kind;
}

function unlessShare(kinds: readonly Kind[]): Kind {
  if (kinds.includes('share')) throw new NotProportional();
  return 'whole';
}
