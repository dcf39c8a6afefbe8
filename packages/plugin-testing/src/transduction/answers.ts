import type { Transduction } from '@pushdown/core';
import type { Input } from './draw.ts';

/** Symbols that are none of an alphabet. */
const foreign = (alphabet: readonly string[]): readonly number[] => [-1, 0.5, Number.NaN, alphabet.length];

function isId(symbol: number, alphabet: readonly string[]): boolean {
  return Number.isInteger(symbol) && symbol >= 0 && symbol < alphabet.length;
}

/** Inputs that have another length than was asked for, or symbols of elsewhere. */
export function inputProblems({ inputAlphabet }: Transduction, length: number, inputs: readonly Input[]): string[] {
  return inputs.flatMap((input) => [
    ...(input.length === length ? [] : [`[${input}], drawn for length ${length}, has length ${input.length}`]),
    ...(input.every((symbol) => isId(symbol, inputAlphabet)) ? [] : [`[${input}] has symbols outside the alphabet`]),
  ]);
}

/** Outputs that have symbols of elsewhere; what is thrown for an input of the task. */
export function outputProblems(task: Transduction, inputs: readonly Input[]): string[] {
  return inputs.flatMap((input) => {
    try {
      const output = task.output([...input]);
      const isOfAlphabet = output.every((symbol) => isId(symbol, task.outputAlphabet));
      return isOfAlphabet ? [] : [`[${input}] → [${output}] has symbols outside the output alphabet`];
    } catch (error) {
      return [`refuses [${input}], which it drew itself: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

/** Inputs with a symbol of elsewhere that are answered all the same. */
export function refusalProblems(task: Transduction, inputs: readonly Input[]): string[] {
  const wrong = inputs
    .filter(({ length }) => length > 0)
    .flatMap((input) =>
      foreign(task.inputAlphabet).map((symbol) => input.map((old, place) => (place === 0 ? symbol : old))),
    );
  return wrong.flatMap((input) => {
    try {
      return [`answers [${input}], which is not of its symbols, with [${task.output(input)}]; expected an error`];
    } catch {
      return [];
    }
  });
}

/** Answers that depend on what was asked before, or share an array with a question or with another answer. */
export function purityProblems(task: Transduction, inputs: readonly Input[]): string[] {
  const ask = (input: Input): string => {
    // Not changed, and not handed out again.
    const given = Object.freeze([...input]) as number[];
    const output = task.output(given);
    const answer = output.join();
    if (output !== given) output.fill(-1);
    return answer;
  };
  // Three times, so that a counter of questions cannot stand where it stood before.
  const asked = [inputs.map(ask), inputs.toReversed().map(ask).toReversed(), inputs.map(ask)];
  return inputs.flatMap((input, index) => {
    const answers = [...new Set(asked.map((each) => each[index]))];
    return answers.length === 1 ? [] : [`it answers [${input}] with [${answers.join('], then with [')}]`];
  });
}
