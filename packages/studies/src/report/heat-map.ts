import { HeatmapChart } from 'echarts/charts';
import { GridComponent, TitleComponent, VisualMapContinuousComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { gray, stillPicture } from './still-picture.ts';

use([HeatmapChart, GridComponent, TitleComponent, VisualMapContinuousComponent, SVGRenderer]);

/** One group of rows of a heat map. */
export interface HeatMapPanel {
  readonly title: string;
  /** From top to bottom; one value a column. What is not finite stays empty. */
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[];
}

/** What `heatMap` draws. */
export interface HeatMapOptions {
  readonly title: string;
  readonly columns: readonly string[];
  /** Below each other over the same columns, each with a color scale of its own. */
  readonly panels: readonly HeatMapPanel[];
}

const cell = { width: 22, height: 16 };
// The scale of a low panel is a little longer than the panel with its labels, which the last one has no other below it for.
const space = { left: 110, right: 90, top: 34, panelTitle: 24, panelBottom: 30, bottom: 8 };
/** Even a panel of one row has room for its scale. */
const leastHeight = 64;

// Blue and orange of Okabe & Ito (2008), told apart by most color-blind people.
const [blue, orange, nothing] = ['#0072B2', '#E69F00', '#f4f4f4'];

/** Numbers as colors: SVG text. Panels with negative numbers have a scale that is symmetric about 0. */
export function heatMap({ title, columns, panels }: HeatMapOptions): string {
  const heights = panels.map(({ rows }) => Math.max(leastHeight, rows.length * cell.height));
  const tops = heights.map((_, index) =>
    heights
      .slice(0, index)
      .reduce((top, height) => top + space.panelTitle + height + space.panelBottom, space.top + space.panelTitle),
  );
  const gridWidth = Math.max(120, columns.length * cell.width);
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: space.left + gridWidth + space.right,
    height: heights.reduce(
      (sum, height) => sum + space.panelTitle + height + space.panelBottom,
      space.top + space.bottom,
    ),
  });
  const text = { color: gray, fontSize: 11, fontFamily: 'system-ui, sans-serif' };
  const axis = { axisTick: { show: false }, axisLine: { show: false }, axisLabel: { ...text, interval: 0 } };
  chart.setOption({
    animation: false,
    title: [
      { text: title, left: 0, top: 0, textStyle: { ...text, fontSize: 14 } },
      ...panels.map((panel, index) => ({
        text: panel.title,
        left: space.left - 4,
        top: (tops[index] as number) - space.panelTitle,
        textStyle: { ...text, fontSize: 12 },
      })),
    ],
    grid: heights.map((height, index) => ({ left: space.left, top: tops[index] as number, width: gridWidth, height })),
    xAxis: panels.map((_, index) => ({ type: 'category', gridIndex: index, data: [...columns], ...axis })),
    yAxis: panels.map(({ rows }, index) => ({
      type: 'category',
      gridIndex: index,
      inverse: true,
      data: rows.map(({ label }) => label),
      ...axis,
    })),
    visualMap: panels.map((panel, index) => ({
      type: 'continuous',
      seriesIndex: index,
      ...scaleOf(panel),
      calculable: false,
      itemWidth: 10,
      itemHeight: leastHeight - 24,
      left: space.left + gridWidth + 12,
      top: tops[index] as number,
      precision: 2,
      textStyle: text,
    })),
    series: panels.map(({ rows }, index) => ({
      type: 'heatmap',
      xAxisIndex: index,
      yAxisIndex: index,
      data: rows.flatMap(({ values }, row) =>
        values.flatMap((value, column) => (Number.isFinite(value) ? [[column, row, value]] : [])),
      ),
      itemStyle: { borderColor: '#ffffff', borderWidth: 1 },
    })),
  });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  return stillPicture(svg, title);
}

function scaleOf({ rows }: HeatMapPanel): object {
  const finite = rows.flatMap(({ values }) => values.filter(Number.isFinite));
  // Without a spread there would be no scale.
  const largest = finite.reduce((size, value) => Math.max(size, Math.abs(value)), 0) || 1;
  const negative = finite.some((value) => value < 0);
  const [min, max] = [negative ? -largest : 0, largest];
  return {
    min,
    max,
    text: [max.toPrecision(3), min === 0 ? '0' : min.toPrecision(3)],
    inRange: { color: negative ? [orange, nothing, blue] : [nothing, blue] },
  };
}
