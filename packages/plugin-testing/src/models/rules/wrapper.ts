import { rounding } from '../../suite/close.ts';
import { reportProblems } from '../../suite/conformance-error.ts';
import { differences, outcomeOf } from '../compare.ts';
import { drawStrings } from '../model-subject.ts';
import { ways } from '../ways.ts';
import type { Behavior } from './behavior.ts';

/** A wrapper changes nothing of what the model computes, of the gradients that are left neither. */
export const unchanged: Behavior = (subject, way) => {
  const [plain] = ways;
  const batch = drawStrings(3, 8);
  const expected = outcomeOf(subject, plain as (typeof ways)[number], batch);
  reportProblems(differences(outcomeOf(subject, way, batch), expected, rounding));
};
