import { babyNtm, suzgunStack } from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { affine, expectRows, sigmoid, softmax } from './support/numbers.ts';
import { randomHidden, runMemory } from './support/run-memory.ts';

type Row = readonly number[];

/** Both memories of Suzgun et al. (2019), with the actions as matrices, which is how that paper's program has them. */
function literalTape(
  hidden: readonly Row[],
  parameters: Record<string, Float64Array>,
  options: {
    readonly cells: number;
    readonly size: number;
    readonly temperature?: number;
    readonly noise?: readonly Row[];
    readonly move: (tape: readonly Row[], probabilities: Row, written: Row) => number[][];
  },
): number[][] {
  const { cells, size, temperature = 1, noise, move } = options;
  let tape: number[][] = Array.from({ length: cells }, () => new Array<number>(size).fill(0));
  const readings = [affine(tape[0] as Row, parameters, 'reading')];
  for (const [time, h] of hidden.entries()) {
    const logits = affine(h, parameters, 'actions').map((logit, index) => {
      const uniform = noise?.[time]?.[index];
      const gumbel = uniform === undefined ? 0 : -Math.log(-Math.log(uniform));
      return (logit + gumbel) / temperature;
    });
    tape = move(tape, softmax(logits), affine(h, parameters, 'pushedVector').map(sigmoid));
    readings.push(affine(tape[0] as Row, parameters, 'reading'));
  }
  return readings;
}

const moveStack = (tape: readonly Row[], [push, pop]: Row, written: Row): number[][] =>
  tape.map((row, i) =>
    row.map(
      (_, k) =>
        (push as number) * ((i === 0 ? written : (tape[i - 1] as Row))[k] as number) +
        (pop as number) * (tape[i + 1]?.[k] ?? 0),
    ),
  );

/** M ← Σ a · (0/1 matrix) M, then M[0] += n. */
function moveTape(tape: readonly Row[], probabilities: Row, written: Row): number[][] {
  const n = tape.length;
  const entry = (action: number, i: number, j: number): boolean =>
    [(i + 1) % n === j, (j + 1) % n === i, i === j, j + 1 === i, i + 1 === j][action] as boolean;
  return tape.map((row, i) =>
    row.map((_, k) => {
      let total = i === 0 ? (written[k] as number) : 0;
      for (const [j, other] of tape.entries())
        for (const [action, probability] of probabilities.entries())
          if (entry(action, i, j)) total += probability * (other[k] as number);
      return total;
    }),
  );
}

describe.each([
  ['suzgun-stack', suzgunStack, moveStack, ['push', 'pop']],
  ['baby-ntm', babyNtm, moveTape, ['rotateUp', 'rotateDown', 'noop', 'shiftDown', 'shiftUp']],
] as const)('%s', (name, contribution, move, actionNames) => {
  it.each([{}, { size: 2 }, { temperature: 0.5 }])('equals the literal equations with %j', (options) => {
    const hidden = randomHidden(9, 3);
    const { readings, parameters } = runMemory(contribution({ cells: 5, ...options }), hidden, { range: 2 });
    expectRows(readings, literalTape(hidden, parameters, { cells: 5, size: 1, ...options, move }));
  });

  it('adds Gumbel noise made from uniform numbers', () => {
    const hidden = randomHidden(6, 3);
    const noise = randomHidden(6, actionNames.length, { seed: 4, range: 0.5 }).map((row) => row.map((x) => x + 0.5));
    const memory = contribution({ cells: 5, gumbel: true, temperature: 0.7 });
    const { readings, parameters } = runMemory(memory, hidden, { noise: { actions: noise } });
    expectRows(readings, literalTape(hidden, parameters, { cells: 5, size: 1, temperature: 0.7, noise, move }));
  });

  it('takes no notice of equal random numbers, as predictions have them', () => {
    const hidden = randomHidden(6, 3);
    const half = hidden.map(() => actionNames.map(() => 0.5));
    const noisy = runMemory(contribution({ cells: 5, gumbel: true }), hidden, { noise: { actions: half } });
    expectRows(noisy.readings, runMemory(contribution({ cells: 5 }), hidden).readings);
  });

  it('stays finite where the random number is 0 or rounds to 1', () => {
    const noise = [0, 1].map((value) => actionNames.map((_, index) => (index === 0 ? value : 0.5)));
    const memory = contribution({ cells: 5, gumbel: true });
    const { readings, gradients } = runMemory(memory, randomHidden(2, 3), {
      noise: { actions: noise },
      withGradients: true,
    });
    expect(readings.flat().every(Number.isFinite)).toBe(true);
    for (const gradient of Object.values(gradients)) expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it('reports the probabilities of its actions', () => {
    const hidden = randomHidden(4, 3);
    const { actions, parameters } = runMemory(contribution({ cells: 5 }), hidden);
    expect(Object.keys(actions)).toEqual(actionNames);
    const expected = hidden.map((h) => softmax(affine(h, parameters, 'actions')));
    for (const [index, action] of actionNames.entries())
      expectRows(
        actions[action] ?? [],
        expected.map((row) => [row[index] as number]),
      );
  });

  it('adds its reading to the hidden state', () => {
    const memory = contribution({});
    expect(memory.joins).toBe('hidden');
    expect(memory.readingSize(7, 3)).toBe(7);
  });

  it.each([
    [{ temperature: 0 }, /temperature/],
    [{ cells: 0 }, /cells/],
    [{ depth: 3 }, /depth/],
  ])('refuses %j', (options, message) => {
    expect(() => contribution(options as never)).toThrow(new RegExp(`memory "${name}": .*${message.source}`));
  });
});
