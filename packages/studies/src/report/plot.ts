import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { gray, stillPicture } from './still-picture.ts';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** A line of a plot. */
export interface PlotSeries {
  readonly name: string;
  /** One value a category; what is undefined or infinite has no point. */
  readonly values: readonly (number | undefined)[];
}

/** What `linePlot` draws. */
export interface PlotOptions {
  readonly title: string;
  readonly categories: readonly string[];
  readonly valueName: string;
  readonly series: readonly PlotSeries[];
  /** Drawn as gray broken lines without points. */
  readonly references: readonly PlotSeries[];
  /** Highest value of the axis, for plots that are compared. */
  readonly maximum?: number | undefined;
  /** Lowest value of the axis, 0 without it; lines end where they leave the axis. */
  readonly minimum?: number | undefined;
  /** What the categories are. */
  readonly categoryName?: string | undefined;
}

// Blue, orange, bluish green and reddish purple of Okabe & Ito (2008), told apart by most color-blind people. The points
// differ in form and size as well, so that a series hidden behind an equal one still shows.
const looks = [
  { color: '#0072B2', symbol: 'circle', symbolSize: 15 },
  { color: '#E69F00', symbol: 'rect', symbolSize: 11 },
  { color: '#009E73', symbol: 'triangle', symbolSize: 9 },
  { color: '#CC79A7', symbol: 'diamond', symbolSize: 8 },
];

// A broken line and a dotted one; the icons draw the same in the legend, where charts would put a point otherwise.
const referenceLooks = [
  { type: 'dashed', icon: 'path://M0 4h7v2h-7zM9 4h7v2h-7zM18 4h7v2h-7z' },
  { type: 'dotted', icon: 'path://M0 4h2v2h-2zM5 4h2v2h-2zM10 4h2v2h-2zM15 4h2v2h-2zM20 4h2v2h-2z' },
] as const;

/** A line chart as SVG text. */
export function linePlot(options: PlotOptions): string {
  const { title, categories, valueName, series, references, maximum, minimum = 0, categoryName } = options;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 440, height: 340 });
  const text = { color: gray, fontSize: 12, fontFamily: 'system-ui, sans-serif' };
  const axis = { axisLabel: text, nameTextStyle: text, axisLine: { lineStyle: { color: gray } } };
  chart.setOption({
    animation: false,
    title: { text: title, left: 0, top: 0, textStyle: { ...text, fontSize: 13 } },
    legend: {
      bottom: 0,
      left: 0,
      // Wide, because without a page to measure text in, widths are only estimated.
      itemGap: 24,
      textStyle: text,
      data: [
        ...series.map(({ name }) => name),
        ...references.map(({ name }, index) => ({ name, icon: referenceLook(index).icon })),
      ],
    },
    grid: { left: 44, right: 12, top: 58, bottom: categoryName === undefined ? 88 : 104 },
    xAxis: {
      type: 'category',
      data: [...categories],
      ...(categoryName === undefined ? {} : { name: categoryName, nameLocation: 'middle', nameGap: 26 }),
      ...axis,
      axisLine: { ...axis.axisLine, onZero: false },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      name: valueName,
      min: minimum,
      ...(maximum === undefined ? {} : { max: maximum }),
      ...axis,
      nameTextStyle: { ...text, align: 'left' },
      splitLine: { lineStyle: { color: gray, opacity: 0.25 } },
    },
    series: [
      ...series.map(({ name, values }, index) => {
        const { color, ...points } = looks[index % looks.length] as (typeof looks)[number];
        return {
          type: 'line' as const,
          name,
          data: values.map(drawable),
          ...points,
          clip: true,
          showAllSymbol: true,
          itemStyle: { color },
          lineStyle: { color, width: 2 },
        };
      }),
      ...references.map(({ name, values }, index) => ({
        type: 'line' as const,
        name,
        data: values.map(drawable),
        symbol: 'none',
        itemStyle: { color: gray },
        lineStyle: {
          color: gray,
          width: 2,
          type: referenceLook(index).type,
        },
      })),
    ],
  });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  return stillPicture(svg, title);
}

function referenceLook(index: number): (typeof referenceLooks)[number] {
  return referenceLooks[index % referenceLooks.length] as (typeof referenceLooks)[number];
}

function drawable(value: number | undefined): number | '-' {
  return value !== undefined && Number.isFinite(value) ? value : '-';
}
