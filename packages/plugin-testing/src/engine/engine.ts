import type { Engine } from '@pushdown/core';
import { defaultTolerances } from '../models/engines.ts';
import type { Tolerance } from '../suite/close.ts';
import { reportProblems } from '../suite/conformance-error.ts';
import { jsonProblems, metadataRule } from '../suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from '../suite/subject.ts';
import { createSuite, type Rule, type Suite, type SuiteOptions } from '../suite/suite.ts';
import type { Tried } from './compare.ts';
import {
  frozenProblems,
  gradientProblems,
  maskProblems,
  outputProblems,
  stateProblems,
  trainingProblems,
} from './computing.ts';
import {
  contractProblems,
  determinismProblems,
  disposalProblems,
  errorProblems,
  isolationProblems,
  storageProblems,
} from './keeping.ts';

/** What `engineConformance` takes. */
export interface EngineConformanceOptions extends Subject<'engine'>, SuiteOptions {
  /**
   * How far numbers may be from those of the float64 reference; by default what the precision allows: 2e-4 of the largest
   * number of a tensor for float32, 1e-10 for float64. Engines that compute in fewer bits need more.
   */
  readonly tolerance?: Tolerance;
}

/**
 * The rules of the slot `engine`, for one engine with one set of options: it computes itself; parameters and slots are kept
 * and copied; outputs, states, gradients and ten training steps of three small recurrences are those of the float64 reference,
 * in batches of several sizes and lengths, and so are strings of mixed lengths; what is frozen keeps its bits; mistakes are
 * refused and leave nothing behind; executions do not know of each other; the same runs give the same bits; options can be
 * stored. An engine that has to be loaded is loaded first.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the engine refuses its options; what loading
 *   throws when the engine is not there.
 */
export async function engineConformance(options: EngineConformanceOptions): Promise<Suite> {
  const make = makerOf(options);
  const [engine, again] = [make(), make()];
  for (const each of [engine, again]) await each.load?.();
  return createSuite(
    describeSubject(options),
    [metadataRule('engine', options), ...engineRules(engine, again, options)],
    options,
  );
}

function engineRules(engine: Engine, again: Engine, options: EngineConformanceOptions): Rule[] {
  const tried: Tried = { engine, tolerance: options.tolerance ?? defaultTolerances[engine.precision] };
  const rule = (name: string, requires: readonly string[], problems: () => readonly string[]): Rule => ({
    name,
    requires,
    check: () => reportProblems(problems()),
  });
  return [
    rule('contract', [], () => contractProblems(engine)),
    rule('storage', ['contract'], () => storageProblems(tried)),
    rule('outputs', ['storage'], () => outputProblems(tried)),
    rule('states', ['outputs'], () => stateProblems(tried)),
    rule('gradients', ['outputs'], () => gradientProblems(tried)),
    rule('frozen', ['storage'], () => frozenProblems(tried)),
    rule('training', ['gradients', 'frozen'], () => trainingProblems(tried)),
    rule('masks', ['gradients'], () => maskProblems(tried)),
    rule('errors', ['storage'], () => errorProblems(tried)),
    rule('isolation', ['outputs'], () => isolationProblems(tried)),
    rule('determinism', ['outputs', 'isolation'], () => determinismProblems(engine, again)),
    rule('disposal', ['outputs'], () => disposalProblems(tried)),
    rule('serialization', [], () => jsonProblems(options)),
  ];
}
