import { type Executor, referenceExecutor } from '@pushdown/tensors';
import type { Tolerance } from '../suite/close.ts';
import { reportProblems } from '../suite/conformance-error.ts';
import { jsonProblems, metadataRule } from '../suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from '../suite/subject.ts';
import { createSuite, type Rule, type Suite, type SuiteOptions } from '../suite/suite.ts';
import {
  descentProblems,
  determinismProblems,
  engineProblems,
  formulaProblems,
  frozenProblems,
  type LiteralUpdate,
  learningRateProblems,
  resumptionProblems,
  zeroGradientProblems,
} from './behavior.ts';
import { contractProblems, purityProblems } from './contract.ts';

/** What `optimizerConformance` takes. */
export interface OptimizerConformanceOptions extends Subject<'optimizer'>, SuiteOptions {
  /** What an update is, in plain arithmetic: what the optimizer has to do, written down by other means. */
  readonly formula?: LiteralUpdate;
  /** Parameters get smaller without a gradient, too. */
  readonly decays?: boolean;
  /** Engines that must compute what the reference computes, such as `compiledExecutor()`. */
  readonly engines?: readonly Executor[];
  /** How far engines may be from the reference after ten updates; by default what their precision allows. */
  readonly tolerance?: Tolerance;
}

/** Of float32, 1 − 0.999 leaves four digits, and 1 − 0.999ᵗ no more. */
const tolerances: Readonly<Record<Executor['precision'], Tolerance>> = {
  float32: { relative: 1e-3, absolute: 1e-4 },
  float64: { relative: 1e-9, absolute: 1e-12 },
};

/**
 * The rules of the slot `optimizer`, for one optimizer with one set of options: an update returns what it declares, and is
 * the same whenever it is traced; it is the formula that its author declares; parameters without gradients stay, or decay if
 * that is declared; at the learning rate 0 nothing moves; small steps lead down; what does not train keeps its bits, and
 * changes nothing of what does; updates are deterministic; they go on from slots that were kept; every engine that is given
 * computes the same and computes it itself.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the optimizer refuses its options.
 */
export function optimizerConformance(options: OptimizerConformanceOptions): Suite {
  const { formula, decays = false, engines = [], tolerance } = options;
  const make = makerOf(options);
  const optimizer = make();
  const all = [referenceExecutor(), ...engines];
  const computing = (name: string, problems: () => readonly string[], more: Partial<Rule> = {}): Rule => ({
    name,
    requires: ['contract', 'purity'],
    ...more,
    check: () => reportProblems(problems()),
  });
  const rules: readonly Rule[] = [
    { name: 'contract', check: () => reportProblems(contractProblems(optimizer)) },
    { name: 'purity', requires: ['contract'], check: () => reportProblems(purityProblems(optimizer)) },
    computing('formula', () => (formula === undefined ? [] : formulaProblems(optimizer, formula)), {
      inapplicable: formula === undefined ? 'none is declared' : undefined,
    }),
    computing('zero gradient', () => zeroGradientProblems(optimizer, decays)),
    computing('learning rate', () => learningRateProblems(optimizer)),
    computing('descent', () => descentProblems(optimizer)),
    computing('frozen', () => frozenProblems(optimizer, all)),
    computing('determinism', () => determinismProblems(make, all)),
    computing('serialization', () => [...jsonProblems(options), ...resumptionProblems(make)], {
      requires: ['contract', 'purity', 'determinism'],
    }),
    computing(
      'engines',
      () => engineProblems(optimizer, engines, ({ precision }) => tolerance ?? tolerances[precision]),
      { inapplicable: engines.length === 0 ? 'no engine was given' : undefined },
    ),
  ];
  return createSuite(describeSubject(options), [metadataRule('optimizer', options), ...rules], options);
}
