import { comparedEngines, type ModelSuiteOptions } from './models/engines.ts';
import { modelRules } from './models/model-rules.ts';
import { controllerSubject } from './models/model-subject.ts';
import { addToHiddenRule } from './models/rules/add-to-hidden.ts';
import { metadataRule } from './suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from './suite/subject.ts';
import { createSuite, type Suite, type SuiteOptions } from './suite/suite.ts';

/** What `controllerConformance` takes. */
export interface ControllerConformanceOptions extends Subject<'controller'>, ModelSuiteOptions, SuiteOptions {}

/**
 * The rules of the slot `controller`, for one cell with one set of options: those of `memoryConformance`, and that
 * `addToHidden`, where there is one, acts on what the next step takes up.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the controller refuses its options.
 */
export function controllerConformance(options: ControllerConformanceOptions): Suite {
  const subject = controllerSubject(makerOf(options), {
    engines: comparedEngines(options),
    invariants: options.invariants ?? [],
  });
  return createSuite(
    describeSubject(options),
    [metadataRule('controller', options), ...modelRules(subject, options), addToHiddenRule(subject)],
    options,
  );
}
