import type { Executor } from '@pushdown/tensors';
import { reportProblems } from '../suite/conformance-error.ts';
import { jsonProblems, metadataRule } from '../suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from '../suite/subject.ts';
import { createSuite, type Rule, type Suite, type SuiteOptions } from '../suite/suite.ts';
import { answerProblems, answersOf, differ } from './questions.ts';
import { trainingRule } from './training-rule.ts';

/** What `freezeStrategyConformance` takes. */
export interface FreezeStrategyConformanceOptions extends Subject<'freeze-strategy'>, SuiteOptions {
  /** Engines that must leave alone what is frozen, such as `compiledExecutor()`; the reference is always tried. */
  readonly engines?: readonly Executor[];
}

/**
 * The rules of the slot `freeze-strategy`, for one strategy with one set of options: answers are booleans, and for single numbers of a
 * parameter 0 or 1 for each of them; they follow from what is asked and not from what was asked before, or when; the same options give the same answers in every process; what
 * is frozen keeps its bits in training on every engine, and everything else moves.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the strategy refuses its options.
 */
export function freezeStrategyConformance(options: FreezeStrategyConformanceOptions): Suite {
  const make = makerOf(options);
  const strategy = make();
  const rules: readonly Rule[] = [
    {
      name: 'contract',
      // One mistake shows at many stages.
      check: () => reportProblems([...new Set(answerProblems(answersOf(strategy)))]),
    },
    {
      name: 'purity',
      requires: ['contract'],
      check() {
        // One that has not been asked before.
        const asked = make();
        const first = answersOf(asked, { guarded: true });
        const isPure = [false, true].every((backward) => !differ(first, answersOf(asked, { backward, guarded: true })));
        reportProblems(
          isPure
            ? []
            : ['asked again, or in another order, it answers otherwise: a resumed run would freeze otherwise'],
        );
      },
    },
    {
      name: 'determinism',
      requires: ['contract', 'purity'],
      check() {
        const isSame = !differ(answersOf(make()), answersOf(make()));
        reportProblems(isSame ? [] : ['made again from the same options, it answers otherwise']);
      },
    },
    { name: 'serialization', check: () => reportProblems(jsonProblems(options)) },
    trainingRule(strategy, options.engines ?? []),
  ];
  return createSuite(describeSubject(options), [metadataRule('freeze-strategy', options), ...rules], options);
}
