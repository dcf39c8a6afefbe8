import type { Transduction } from '@pushdown/core';
import { reportProblems } from '../suite/conformance-error.ts';
import { jsonProblems, metadataRule } from '../suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from '../suite/subject.ts';
import { createSuite, type Rule, type Suite, type SuiteOptions } from '../suite/suite.ts';
import { inputProblems, outputProblems, purityProblems, refusalProblems } from './answers.ts';
import { descriptionProblems, lengthProblems } from './declared.ts';
import { drawInputs, type Input } from './draw.ts';

/** What `transductionConformance` takes. */
export interface TransductionConformanceOptions extends Subject<'transduction'>, SuiteOptions {
  /** Inputs up to this length are tried; 8 by default. */
  readonly maxLength?: number | undefined;
  /** Inputs that are drawn of each length; 20 by default. */
  readonly inputsPerLength?: number | undefined;
}

/**
 * The rules of the slot `transduction`, for one task with one set of options: lengths are those that have inputs; inputs
 * have the length and the symbols that they should; there is one output to each, of symbols of its alphabet; what is no
 * input is refused; answers do not depend on what was asked before; inputs come from the given random numbers only;
 * options can be stored, and make the same task everywhere. What the right output is is for the task's own tests to say.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the task refuses its options.
 */
export function transductionConformance(options: TransductionConformanceOptions): Suite {
  const { maxLength = 8, inputsPerLength = 20 } = options;
  const make = makerOf(options);
  const task = make();
  const lengths = (): readonly number[] => task.validLengths(0, maxLength);
  const inputs = (): readonly Input[] => lengths().flatMap((length) => drawInputs(task, length, inputsPerLength));
  const rules: readonly Rule[] = [
    { name: 'description', check: () => reportProblems(descriptionProblems(task)) },
    { name: 'valid-lengths', check: () => reportProblems(lengthProblems(task, maxLength)) },
    {
      name: 'inputs',
      requires: ['valid-lengths'],
      check: () =>
        reportProblems(
          lengths().flatMap((length) => inputProblems(task, length, drawInputs(task, length, inputsPerLength))),
        ),
    },
    {
      name: 'outputs',
      requires: ['description', 'inputs'],
      check: () => reportProblems(outputProblems(task, inputs())),
    },
    { name: 'refusals', requires: ['outputs'], check: () => reportProblems(refusalProblems(task, inputs())) },
    { name: 'purity', requires: ['outputs'], check: () => reportProblems(purityProblems(task, inputs())) },
    {
      name: 'determinism',
      requires: ['outputs', 'purity'],
      check: () => reportProblems(differences(task, task, maxLength, 'from the same random numbers it draws')),
    },
    {
      name: 'serialization',
      requires: ['outputs', 'purity', 'determinism'],
      check: () =>
        reportProblems([...jsonProblems(options), ...differences(make(), make(), maxLength, 'made again, it has')]),
    },
  ];
  return createSuite(describeSubject(options), [metadataRule('transduction', options), ...rules], options);
}

/** Where two tasks, which may be one, draw other inputs from equal random numbers, or answer them otherwise. */
function differences(one: Transduction, other: Transduction, maxLength: number, what: string): string[] {
  const alphabets = ({ inputAlphabet, outputAlphabet }: Transduction): string =>
    JSON.stringify([inputAlphabet, outputAlphabet]);
  if (alphabets(one) !== alphabets(other))
    return [`${what} the alphabets ${alphabets(other)} instead of ${alphabets(one)}`];
  return one.validLengths(0, maxLength).flatMap((length) => {
    const pairs = (task: Transduction): string =>
      drawInputs(task, length, 3)
        .map((input) => `[${input}] → [${task.output(input)}]`)
        .join(', ');
    const [first, second] = [pairs(one), pairs(other)];
    return first === second ? [] : [`${what} ${second} instead of ${first}`];
  });
}
