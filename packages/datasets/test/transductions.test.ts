import { randomStream, type Transduction } from '@pushdown/core';
import { LanguageError, transductions } from '@pushdown/datasets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareLimit } from './chi-square.ts';

const tasks = Object.values(transductions).map((create) => create() as Transduction);
const encode = (alphabet: readonly string[], text: string): number[] =>
  text === '' ? [] : text.split(' ').map((symbol) => alphabet.indexOf(symbol));
const decode = (alphabet: readonly string[], ids: readonly number[]): string => ids.map((id) => alphabet[id]).join(' ');
const answer = (task: Transduction, input: string): string =>
  decode(task.outputAlphabet, task.output(encode(task.inputAlphabet, input)));

describe('worked examples', () => {
  it.each([
    [transductions.reverseString(), '0 0 1', '1 0 0'],
    [transductions.reverseString(), '1 1 0 1', '1 0 1 1'],
    [transductions.duplicateString(), '1 0 1', '1 0 1 1 0 1'],
    [transductions.oddsFirst(), '0 0 1 1 0 1 0 1', '0 1 0 0 0 1 1 1'],
    [transductions.oddsFirst(), '1 1 0', '1 0 1'],
    [transductions.bucketSort(), '1 0 2 0 4 1 1 2', '0 0 1 1 1 2 2 4'],
    [transductions.bucketSort({ symbols: 2 }), '1 1 1 0 0 0 1', '0 0 0 1 1 1 1'],
    [transductions.evenPairs(), '0 0 1 1 1 0', '0'],
    [transductions.evenPairs(), '0 1 0 1 0 0 1', '1'],
    [transductions.evenPairs(), '1', '0'],
    [transductions.parityCheck(), '1 0 1 0 1 0 0', '1'],
    [transductions.parityCheck(), '0 1 1 1 1', '0'],
    [transductions.cycleNavigation(), '+1 -1 0 -1 -1', '3'],
    [transductions.cycleNavigation(), '+1 +1 +1 -1', '2'],
    [transductions.interlockedPairing(), '0 0 1 1 1 1', '0 0 1 1 1 1 1 1 0 0 0 0'],
    [transductions.interlockedPairing(), '0 0 0 1', '0 0 0 1 1 1 1 0'],
    [transductions.missingDuplicate(), '0 1 1 0 0 _ 1 0', '1'],
    [transductions.missingDuplicate(), '1 _ 1 1 0 1 ~', '0'],
    [transductions.missingDuplicate(), '1 _', '1'],
    [transductions.stackManipulation(), '0 1 1 0 push-1 pop pop', '1 1 0 end'],
    [transductions.stackManipulation(), '1 1 0 pop pop pop', 'end'],
    [transductions.stackManipulation(), '1 pop pop push-0', '0 end'],
    [transductions.stackManipulation(), '0 1', '1 0 end'],
    [transductions.binaryAddition(), '0 0 1 + 0 1 1 0 1', '0 1 0 1 1 end'],
    [transductions.binaryAddition(), '1 0 0 1 + 0 0 0 0 0 1', '1 0 0 1 0 1 end'],
    [transductions.binaryMultiplication(), '0 0 1 * 0 1 1 0 1', '0 0 0 1 1 0 1 end'],
    [transductions.binaryMultiplication(), '1 0 0 1 * 0 0 0 0 0 1', '0 0 0 0 0 1 0 0 1 end'],
    [transductions.computeSqrt(), '1 0 0 1 0 1', '1 1 0'],
    [transductions.computeSqrt(), '1 1 1', '1 0'],
    [transductions.computeSqrt(), '0 0 0 1', '0 1'],
    [transductions.modularArithmeticSimple(), '1 + 2 * 3', '2'],
    [transductions.modularArithmeticSimple(), '1 - 1 - 1', '4'],
    [transductions.modularArithmeticSimple(), '0 * 1 + 4 * 3 - 2', '0'],
    [transductions.modularArithmetic(), '( 1 + ( 2 * 3 ) )', '2'],
    [transductions.modularArithmetic(), '( ( - 4 ) - 3 )', '3'],
    [transductions.modularArithmetic(), '- 2', '3'],
    [transductions.solveEquation(), '( x + 2 ) = 4', '2'],
    [transductions.solveEquation(), '( 1 - x ) = 3', '3'],
    [transductions.solveEquation(), '( - x ) = 1', '4'],
  ])('%o: %s → %s', (task, input, output) => {
    expect(answer(task, input)).toBe(output);
  });
});

/** The tasks once more, on text, by other means than in the package. */
const literal: Readonly<Record<string, (input: string) => string>> = {
  'reverse-string': (text) => text.split(' ').reverse().join(' '),
  'duplicate-string': (text) => `${text} ${text}`,
  'odds-first': (text) => {
    const symbols = text.split(' ');
    const [odd, even]: [string[], string[]] = [[], []];
    for (const [index, symbol] of symbols.entries()) ((index + 1) % 2 === 1 ? odd : even).push(symbol);
    return [...odd, ...even].join(' ');
  },
  'bucket-sort': (text) =>
    ['0', '1', '2', '3', '4'].flatMap((symbol) => text.split(' ').filter((other) => other === symbol)).join(' '),
  // The pairs are even in number if and only if the word ends as it begins.
  'even-pairs': (text) => (text.at(0) === text.at(-1) ? '0' : '1'),
  'parity-check': (text) => (/^0*(10*10*)*$/.test(text.replaceAll(' ', '')) ? '0' : '1'),
  'cycle-navigation': (text) => {
    const circle = ['0', '1', '2', '3', '4'];
    for (const step of text.split(' ')) {
      if (step === '+1') circle.push(circle.shift() as string);
      if (step === '-1') circle.unshift(circle.pop() as string);
    }
    return circle[0] as string;
  },
  'interlocked-pairing': (text) => `${text} ${text.replaceAll('0', 'o').replaceAll('1', '0').replaceAll('o', '1')}`,
  'missing-duplicate': (text) => {
    const attempt = (bit: string) => text.replaceAll(/[ ~]/g, '').replace('_', bit);
    return ['0', '1'].find((bit) => /^([01]*)\1$/.test(attempt(bit))) as string;
  },
  'stack-manipulation': (text) => {
    let rest = text;
    // Carries out the first action where the stack meets the actions, until there is none.
    for (;;) {
      const next = rest.replace(/^((?:[01] )*?)(?:[01] )?pop ?/, '$1').replace(/^((?:[01] )*)push-([01])/, '$1$2');
      if (next === rest) break;
      rest = next;
    }
    return [
      ...rest
        .split(' ')
        .filter((symbol) => symbol !== '')
        .reverse(),
      'end',
    ].join(' ');
  },
  'binary-addition': (text) => binary(text, '+', (a, b) => a + b),
  'binary-multiplication': (text) => binary(text, '*', (a, b) => a * b),
  'compute-sqrt': (text) => {
    const bits = text.replaceAll(' ', '');
    const number = BigInt(`0b${bits}`);
    let root = 0n;
    while ((root + 1n) * (root + 1n) <= number) root++;
    return [...root.toString(2).padStart(Math.ceil(bits.length / 2), '0')].join(' ');
  },
  'modular-arithmetic-simple': (text) => evaluate(text),
  'modular-arithmetic': (text) => evaluate(text),
  'solve-equation': (text) => {
    const [left, right] = text.split(' = ') as [string, string];
    return ['0', '1', '2', '3', '4'].find((number) => evaluate(left.replace('x', number)) === right) as string;
  },
};

function binary(text: string, sign: string, operate: (a: bigint, b: bigint) => bigint): string {
  const [a, b] = text
    .replaceAll(' ', '')
    .split(sign)
    .map((bits) => BigInt(`0b${[...bits].reverse().join('')}`)) as [bigint, bigint];
  return [...[...operate(a, b).toString(2)].reverse(), 'end'].join(' ');
}

/** JavaScript's own arithmetic, exact for expressions as short as those below. */
function evaluate(expression: string): string {
  const value = new Function(`return ${expression}`)() as number;
  return String(((value % 5) + 5) % 5);
}

describe.each(tasks.map((task) => [task.name, task] as const))('%s', (name, task) => {
  const lengths = task.validLengths(1, 24);

  it('agrees with a literal reading of its definition', () => {
    fc.assert(
      fc.property(fc.constantFrom(...lengths), fc.integer(), (length, seed) => {
        const input = task.sampleInput(length, randomStream(seed, 'input'));
        expect(input).toHaveLength(length);
        const text = decode(task.inputAlphabet, input);
        expect(decode(task.outputAlphabet, task.output(input)), text).toBe(literal[name]?.(text));
      }),
    );
  });

  it('changes no input and draws the same from the same seed', () => {
    const length = lengths.at(-1) as number;
    const draw = () => task.sampleInput(length, randomStream(3, 'input'));
    const input = Object.freeze(draw());
    task.output(input);
    expect(draw()).toEqual(input);
  });

  it('lists exactly the lengths that it can sample', () => {
    const possible = Array.from({ length: 12 }, (_, length) => length).filter((length) => {
      try {
        return task.sampleInput(length, randomStream(0, 'x')).length === length;
      } catch (error) {
        expect((error as Error).message).toMatch(
          `transduction "${name}" has no input of length ${length}; its lengths`,
        );
        return false;
      }
    });
    expect(task.validLengths(-3, 11)).toEqual(possible);
  });

  it('refuses what is no input', () => {
    expect(() => task.output([99])).toThrow(`transduction "${name}": symbol 99 at position 0 is not an id from 0 to`);
    expect(() => task.output([])).toThrow(LanguageError);
  });
});

describe('inputs of the wrong form', () => {
  it.each([
    [transductions.interlockedPairing(), '0 1 0', 'a run of one symbol and a run of the other'],
    [transductions.missingDuplicate(), '0 1 0 1', 'a word twice with one symbol missing'],
    [transductions.missingDuplicate(), '0 _ 1 1', 'a word twice with one symbol missing'],
    [transductions.missingDuplicate(), '0 _ 0 1 0', 'padded to an odd length'],
    [transductions.stackManipulation(), 'pop 1', 'a stack of at least one symbol followed by actions'],
    [transductions.stackManipulation(), '0 pop 1', 'a stack of at least one symbol followed by actions'],
    [transductions.binaryAddition(), '0 1', 'two binary numbers with + between'],
    [transductions.binaryMultiplication(), '1 * 1 * 1', 'two binary numbers with * between'],
    [transductions.modularArithmeticSimple(), '1 + +', 'numbers with operators between'],
    [transductions.modularArithmetic(), '1 + 2', 'an expression with brackets'],
    [transductions.modularArithmetic(), '( ( 1 ) )', 'an expression with brackets'],
    [transductions.modularArithmetic(), '( 1 + 2', 'an expression with brackets'],
    [transductions.modularArithmetic(), '( - )', 'an expression with brackets'],
    [transductions.solveEquation(), '( 1 + 2 ) = 3', 'an expression with one x, = and a value'],
    [transductions.solveEquation(), 'x + 1', 'an expression with one x, = and a value'],
    [transductions.solveEquation(), '( x + x ) = 3', 'an expression with one x, = and a value'],
  ])('%o: %s', (task, input, form) => {
    expect(() => answer(task, input)).toThrow(form);
  });
});

describe('distributions', () => {
  const statistic = (task: Transduction, length: number, expected: (text: string) => number, draws = 6000) => {
    const stream = randomStream(5, task.name);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < draws; draw++) {
      const text = decode(task.inputAlphabet, task.sampleInput(length, stream));
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    let sum = 0;
    for (const [text, count] of counts) sum += (count - draws * expected(text)) ** 2 / (draws * expected(text));
    return { sum, kinds: counts.size };
  };

  it.each<[Transduction, number, number, (text: string) => number]>([
    [transductions.reverseString(), 4, 16, () => 1 / 16],
    [transductions.interlockedPairing(), 4, 6, () => 1 / 6],
    [transductions.missingDuplicate(), 4, 16, () => 1 / 16],
    // A height of 1 or 2 for the stack, then bits and actions.
    [transductions.stackManipulation(), 3, 18 + 12, (text) => (/^. [01]/.test(text) ? 1 / 2 / 12 : 1 / 2 / 18)],
    // One bit and two, or two and one, none of them all zeros.
    [transductions.binaryAddition(), 4, 6, () => 1 / 2 / 3],
    [transductions.computeSqrt(), 3, 7, () => 1 / 7],
    // x stands for a number of (a ∘ b): for a if the place drawn is a bracket or a itself, for b if it is the sign or b.
    [transductions.solveEquation({ modulus: 2 }), 7, 16, (text) => (text.startsWith('( x') ? 3 / 5 / 8 : 2 / 5 / 8)],
  ])('%o of length %i', (task, length, kinds, expected) => {
    const found = statistic(task, length, expected);
    expect(found.sum).toBeLessThan(chiSquareLimit(kinds - 1));
    expect(found.kinds).toBe(kinds);
  });
});

it('has the levels of the paper', () => {
  const byLevel = (level: string) =>
    tasks
      .filter((task) => task.level === level)
      .map(({ name }) => name)
      .sort();
  expect(byLevel('regular')).toEqual(['cycle-navigation', 'even-pairs', 'modular-arithmetic-simple', 'parity-check']);
  expect(byLevel('deterministic-context-free')).toEqual([
    'modular-arithmetic',
    'reverse-string',
    'solve-equation',
    'stack-manipulation',
  ]);
  expect(byLevel('context-sensitive')).toEqual([
    'binary-addition',
    'binary-multiplication',
    'bucket-sort',
    'compute-sqrt',
    'duplicate-string',
    'interlocked-pairing',
    'missing-duplicate',
    'odds-first',
  ]);
});
