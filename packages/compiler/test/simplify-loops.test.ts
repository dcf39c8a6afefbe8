import { describe, expect, it } from 'vitest';
import { add, atom, constantOf, format, zero } from '../src/index-maps/polynomial.ts';
import type { Buffer, Kernel, Loop } from '../src/loops/kernel.ts';
import { simplifyLoops } from '../src/loops/simplify-loops.ts';

const target: Buffer = { id: 0, name: 'target', sizes: [100], laneAxis: undefined, slots: 'one' };

function kernel(...loops: readonly Loop[]): Kernel {
  const offset = loops.reduce(
    (sum, { variable }, place) =>
      add(sum, { terms: atom(variable).terms.map((term) => ({ ...term, coefficient: 7 ** place })) }),
    zero,
  );
  return { name: 'test', loops, body: { kind: 'constant', value: 1 }, lanes: 'none', target, slot: zero, offset };
}

function loop(variable: string, lower: number, uppers: readonly (number | string)[], step?: number): Loop {
  const upper = uppers.map((bound) => (typeof bound === 'number' ? constantOf(bound) : atom(bound)));
  return { variable, lower: [constantOf(lower)], upper, ...(step === undefined ? {} : { step }) };
}

function written(loops: readonly Loop[] | undefined): string[] | undefined {
  return loops?.map(
    ({ variable, lower, upper, step = 1 }) =>
      `${variable} in ${lower.map(format).join('|')}..${upper.map(format).join('|')} by ${step}`,
  );
}

describe('loops made simple', () => {
  it('begin at 0 and have one end where their bounds are constant, so that equal ranges are seen to be equal', () => {
    const given = kernel(loop('v0', 0, [80, 40, 20, 60]), loop('v1', 20, [80, 't']));
    expect(written(simplifyLoops(given)?.loops)).toEqual(['v0 in 0..20 by 1', 'v1 in 20..80|t by 1']);
    const shifted = simplifyLoops(kernel(loop('v0', 20, [80, 40])));
    expect(written(shifted?.loops)).toEqual(['v0 in 0..20 by 1']);
    expect(format(shifted?.offset ?? zero)).toBe('20 + v0');
  });

  it('keep their order and their step, also behind loops of one round', () => {
    const given = kernel(loop('v0', 3, [4]), loop('v1', 2, [10], 4), loop('v2', 1, ['t']), loop('v3', 5, [9]));
    expect(written(simplifyLoops(given)?.loops)).toEqual(['v1 in 0..8 by 4', 'v2 in 1..t by 1', 'v3 in 0..4 by 1']);
  });

  it('are gone, and their kernel with them, where one has no round', () => {
    expect(simplifyLoops(kernel(loop('v0', 0, ['t']), loop('v1', 5, [5])))).toBeUndefined();
  });
});
