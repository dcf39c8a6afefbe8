import type { SlotName } from '@pushdown/core';
import type { Subject } from '../suite/subject.ts';
import type { Rule } from '../suite/suite.ts';
import type { ModelSubject } from './model-subject.ts';
import {
  type Behavior,
  batchIndependence,
  causality,
  determinism,
  engines,
  gradients,
  invariants,
  shortStrings,
} from './rules/behavior.ts';
import { contractRule } from './rules/contract.ts';
import { initializationRule } from './rules/initialization.ts';
import { iteratedStepRule } from './rules/iterated-step.ts';
import { purityRule } from './rules/purity.ts';
import { serializationRule } from './rules/serialization.ts';
import { unchanged } from './rules/wrapper.ts';
import { type Way, ways } from './ways.ts';

const behaviors: Readonly<Record<string, Behavior>> = {
  'short strings': shortStrings,
  'batch independence': batchIndependence,
  causality,
  gradients,
  invariants,
  determinism,
  engines,
};

/** The rules of whatever computes inside a model: once by itself, then what it does, plain and under every wrapper. */
export function modelRules(subject: ModelSubject, contributed: Subject<SlotName>): Rule[] {
  return [
    contractRule(subject),
    purityRule(subject),
    iteratedStepRule(subject),
    initializationRule(subject),
    serializationRule(subject, contributed),
    ...ways.flatMap((way) => waysRules(subject, way)),
  ];
}

function waysRules(subject: ModelSubject, way: Way): Rule[] {
  const { wrapper } = way;
  const impossible = way.inapplicable?.(subject);
  const ruleOf = (name: string, behavior: Behavior, requires: readonly string[]): Rule => {
    const reason = impossible ?? reasonToSkip(name, subject, way);
    return {
      name,
      ...(wrapper === undefined ? {} : { wrapper }),
      requires,
      ...(reason === undefined ? {} : { inapplicable: reason }),
      check: () => behavior(subject, way),
    };
  };
  // A wrapper cannot mend what is broken without it.
  const before = (name: string): readonly string[] => (wrapper === undefined ? ['contract'] : ['contract', name]);
  return [
    // Without an equal checkpoint or state there is nothing to say about the rest.
    ...(wrapper === undefined ? [] : [ruleOf('unchanged', unchanged, ['contract', 'determinism', 'serialization'])]),
    ...Object.entries(behaviors).map(([name, behavior]) =>
      ruleOf(name, behavior, [
        ...before(name),
        ...(wrapper === undefined ? [] : [`unchanged, ${wrapper}`]),
        ...(name === 'engines' || name === 'gradients' ? ['short strings'] : []),
      ]),
    ),
  ];
}

function reasonToSkip(name: string, subject: ModelSubject, way: Way): string | undefined {
  if (name === 'gradients') return way.withoutGradients;
  if (name === 'invariants' && subject.invariants.length === 0) return 'none are declared';
  if (name === 'engines' && subject.engines.length === 0) return 'no engine was given';
  return undefined;
}
