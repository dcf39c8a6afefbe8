import { groupsOf } from '../emit/groups.ts';
import { type Nest, nestsOf, type Point, type SteppedLoop } from '../emit/nest.ts';
import { format as formatPolynomial } from '../index-maps/polynomial.ts';
import { formatBuffer, formatExpression, formatLoop } from '../plan/format.ts';
import { type Plan, sectionNames } from '../plan/plan.ts';

function formatStepped(loop: SteppedLoop): string {
  return loop.step === 1 ? formatLoop(loop) : `${formatLoop(loop)} by ${loop.step}`;
}

function formatNest({ loops, points, result, target }: Nest): string[] {
  const [{ offset, body }] = points as readonly [Point];
  const several = points.length === 1 ? '' : `, first of ${points.length} results a pass`;
  return [
    `for ${loops.map(formatStepped).join(', ') || 'nothing'}:`,
    `  ${formatBuffer(target)}[${formatPolynomial(offset)}] (${result}) = ${formatExpression(body)}${several}`,
  ];
}

/** The loop nests as they are emitted: after fusion (what stands together runs in one pass) and tiling. */
export function formatNests(plan: Plan): string {
  const environment = { laneCount: plan.laneCount, batchSize: plan.batchSize ?? 1, passes: plan.passes };
  return sectionNames
    .flatMap((name) => [
      name,
      ...groupsOf(plan.sections[name], plan.passes)
        .flatMap((group) => nestsOf(group, environment))
        .flatMap((nests, index) => [
          `  pass ${index + 1}`,
          ...nests.flatMap((nest) => formatNest(nest).map((line) => `    ${line}`)),
        ]),
      '',
    ])
    .join('\n')
    .trimEnd();
}
