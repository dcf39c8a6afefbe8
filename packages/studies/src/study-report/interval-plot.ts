import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { gray, stillPicture } from '../report/still-picture.ts';
import type { Interval } from '../statistics/bootstrap-interval.ts';

use([CustomChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

export interface IntervalPoint {
  readonly x: number;
  readonly value: number;
  /** Drawn as a bar from its one end to the other; what is unbounded is not drawn. */
  readonly interval?: Interval | undefined;
}

export interface IntervalSeries {
  readonly name: string;
  readonly points: readonly IntervalPoint[];
}

export interface IntervalPlotOptions {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly series: readonly IntervalSeries[];
  /** Drawn as gray broken lines without points. */
  readonly references: readonly IntervalSeries[];
  readonly maximum?: number | undefined;
}

// Colors of Okabe & Ito (2008), told apart by most color-blind people. Forms and lines differ as well, for prints without color.
const looks = [
  { color: '#0072B2', symbol: 'circle', type: 'solid' },
  { color: '#E69F00', symbol: 'rect', type: [7, 3] },
  { color: '#009E73', symbol: 'triangle', type: [2, 2] },
  { color: '#CC79A7', symbol: 'diamond', type: [8, 3, 2, 3] },
] as const;

/** Values over a continuous axis with their intervals, as SVG text. */
export function intervalPlot({ title, xName, yName, series, references, maximum }: IntervalPlotOptions): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 440, height: 340 });
  const text = { color: gray, fontSize: 12, fontFamily: 'system-ui, sans-serif' };
  const axis = { axisLabel: text, nameTextStyle: text, axisLine: { lineStyle: { color: gray } } };
  chart.setOption({
    animation: false,
    title: { text: title, left: 0, top: 0, textStyle: { ...text, fontSize: 13 } },
    legend: {
      bottom: 0,
      left: 0,
      itemGap: 24,
      textStyle: text,
      data: [...series, ...references].map(({ name }) => name),
    },
    grid: { left: 48, right: 16, top: 58, bottom: 92 },
    xAxis: {
      type: 'value',
      name: xName,
      nameLocation: 'middle',
      nameGap: 26,
      scale: true,
      ...axis,
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      name: yName,
      min: 0,
      ...(maximum === undefined ? {} : { max: maximum }),
      ...axis,
      nameTextStyle: { ...text, align: 'left' },
      splitLine: { lineStyle: { color: gray, opacity: 0.25 } },
    },
    series: [
      ...series.flatMap(({ name, points }, index) => {
        const { color, symbol, type } = looks[index % looks.length] as (typeof looks)[number];
        return [
          {
            type: 'line' as const,
            name,
            data: points.filter(({ value }) => Number.isFinite(value)).map(({ x, value }) => [x, value]),
            symbol,
            symbolSize: 7,
            clip: true,
            itemStyle: { color },
            lineStyle: { color, width: 2, type: type as never },
          },
          intervalBars(name, points, color, maximum),
        ];
      }),
      ...references.map(({ name, points }, index) => ({
        type: 'line' as const,
        name,
        data: points.map(({ x, value }) => [x, value]),
        symbol: 'none',
        itemStyle: { color: gray },
        lineStyle: { color: gray, width: 2, type: index === 0 ? ('dashed' as const) : ('dotted' as const) },
      })),
    ],
  });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  return stillPicture(svg, title);
}

function intervalBars(
  name: string,
  points: readonly IntervalPoint[],
  color: string,
  maximum = Number.POSITIVE_INFINITY,
) {
  const bars = points.flatMap(({ x, interval }) =>
    interval !== undefined && Number.isFinite(interval.low) && Number.isFinite(interval.high)
      ? [[x, Math.min(maximum, Math.max(0, interval.low)), Math.min(maximum, interval.high)]]
      : [],
  );
  return {
    type: 'custom' as const,
    name,
    data: bars,
    silent: true,
    itemStyle: { color },
    renderItem(_: unknown, api: { value(index: number): unknown; coord(point: number[]): number[] }) {
      const [x, low, high] = [0, 1, 2].map((index) => Number(api.value(index))) as [number, number, number];
      const [left = 0, bottom = 0] = api.coord([x, low]);
      const [, top = 0] = api.coord([x, high]);
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style: { stroke: color, lineWidth: 1.2 },
      });
      const cap = 3;
      return {
        type: 'group' as const,
        children: [
          line(left, bottom, left, top),
          line(left - cap, bottom, left + cap, bottom),
          line(left - cap, top, left + cap, top),
        ],
      };
    },
  };
}
