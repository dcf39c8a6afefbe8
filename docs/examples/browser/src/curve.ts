import type { Score } from './messages.ts';
import { svg } from './svg.ts';

export interface CurvePoint extends Score {
  readonly step: number;
}

const height = 240;
const space = { left: 34, right: 8, top: 10, bottom: 34 };

/** Draws the network's nats per symbol over the steps, with its two reference lines. */
export function drawCurve(host: HTMLElement, points: readonly CurvePoint[]): void {
  const last = points.at(-1);
  if (last === undefined) return;
  const width = Math.max(240, host.clientWidth);
  const steps = axisEnd(last.step);
  const nats = Math.ceil(10 * Math.max(last.bigram, ...points.map(({ network }) => network))) / 10;
  const x = (step: number): number => space.left + (step / steps) * (width - space.left - space.right);
  const y = (value: number): number => height - space.bottom - (value / nats) * (height - space.top - space.bottom);

  const level = (name: 'bigram' | 'bound', label: string, shift: number): SVGElement[] => [
    svg('path', { class: `line ${name}`, d: `M${x(0)} ${y(last[name])}H${x(steps)}` }),
    svg('text', { class: name, x: x(steps), y: y(last[name]) + shift, 'text-anchor': 'end' }, label),
  ];
  const heights = Array.from({ length: Math.floor(nats / 0.5) + 1 }, (_, index) => index / 2);
  const network = points.map(({ step, network: value }) => `${x(step).toFixed(1)} ${y(value).toFixed(1)}`);
  host.replaceChildren(
    svg(
      'svg',
      { width, height, role: 'img', 'aria-label': 'Nats per symbol over training steps' },
      ...heights.flatMap((value) => [
        svg('path', { class: 'rule', d: `M${x(0)} ${y(value)}H${x(steps)}` }),
        svg('text', { x: space.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, value.toFixed(1)),
      ]),
      ...[0, steps / 2, steps].map((step, index) =>
        svg(
          'text',
          { x: x(step), y: height - 14, 'text-anchor': ['start', 'middle', 'end'][index] as string },
          index === 2 ? `step ${step}` : String(step),
        ),
      ),
      ...level('bigram', 'bigram line', -6),
      ...level('bound', 'lower bound', 16),
      svg('path', { class: 'line network', d: `M${network.join('L')}` }),
    ),
  );
}

/** The axis doubles, so that the curve does not change its shape all the time. */
function axisEnd(step: number): number {
  let end = 200;
  while (end < step) end *= 2;
  return end;
}
