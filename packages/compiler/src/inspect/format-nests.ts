import { groupsOf } from '../emit/groups.ts';
import { type Lanes, type Nest, nestsOf, type Point, type SteppedLoop } from '../emit/nest.ts';
import { format as formatPolynomial } from '../index-maps/polynomial.ts';
import type { Kernel } from '../loops/kernel.ts';
import { formatBuffer, formatExpression, formatKernel, formatLoop } from '../plan/format.ts';
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

/** The lines of every pass of a group. */
function formatGroup(group: readonly Kernel[], lanes: Lanes): string[][] {
  const [first] = group as [Kernel];
  if (first.indirection !== undefined) return [[formatKernel(first)]];
  if (first.product !== undefined) return [[`by the host: ${formatKernel(first)}`]];
  return nestsOf(group, lanes).map((nests) => nests.flatMap(formatNest));
}

/** The loop nests as they are emitted: after fusion (what stands together runs in one pass) and tiling. */
export function formatNests(plan: Plan): string {
  const environment = { laneCount: plan.laneCount, batchSize: plan.batchSize ?? 1, passes: plan.passes };
  return sectionNames
    .flatMap((name) => [
      name,
      ...groupsOf(plan.sections[name], environment)
        .flatMap((group) => formatGroup(group, environment))
        .flatMap((lines, index) => [`  pass ${index + 1}`, ...lines.map((line) => `    ${line}`)]),
      '',
    ])
    .join('\n')
    .trimEnd();
}
