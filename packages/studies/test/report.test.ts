import { linePlot, type Report, reportToHtml, reportToMarkdown, tableToText } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import { formatDifference, formatNumber } from '../src/report/format.ts';

const table = {
  caption: 'Results',
  columns: ['model', 'perplexity'],
  labelColumns: 1,
  rows: [
    { kind: 'result', cells: ['a|b <c>', '1.250'] },
    { kind: 'reference', cells: ['bigram', '10.000'] },
  ],
} as const;

const svg = linePlot({
  title: 'A plot',
  categories: ['short', 'long'],
  valueName: 'nats',
  series: [{ name: 'ours', values: [0.5, Number.POSITIVE_INFINITY] }],
  references: [{ name: 'bigram', values: [0.2, 0.3] }],
});

const report: Report = {
  title: 'A & B',
  blocks: [
    { kind: 'heading', text: 'Numbers' },
    { kind: 'table', table },
    { kind: 'figures', figures: [{ name: 'plot', description: 'what it shows', svg }] },
  ],
};

describe('reports', () => {
  it('aligns numbers on a terminal', () => {
    expect(tableToText(table)).toBe(
      [
        'Results',
        '───────────────────',
        'model    perplexity',
        '───────────────────',
        'a|b <c>       1.250',
        '───────────────────',
        'bigram       10.000',
        '───────────────────',
      ].join('\n'),
    );
  });

  it('escapes what HTML and Markdown would read as their own', () => {
    expect(reportToHtml(report)).toContain('a|b &lt;c&gt;');
    expect(reportToHtml(report)).toContain('<title>A &amp; B</title>');
    expect(reportToMarkdown(report, ({ name }) => `${name}.svg`)).toContain('a\\|b');
  });

  it('puts plots into the page, and beside Markdown', () => {
    expect(reportToHtml(report)).toContain('<svg');
    expect(reportToMarkdown(report, ({ name }) => `figures/${name}.svg`)).toContain(
      '![what it shows](figures/plot.svg)',
    );
  });

  it('draws every series and reference, and skips what is infinite', () => {
    for (const name of ['ours', 'bigram', 'A plot']) expect(svg).toContain(name);
    expect(svg).toContain('<title>A plot</title>');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

describe('numbers', () => {
  it.each([
    [1.0434, '1.043'],
    [1772, '1772.0'],
    [123456, '1.2e+5'],
    [Number.POSITIVE_INFINITY, '∞'],
    [undefined, '–'],
  ])('shows %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('tells no difference from a small one', () => {
    expect([0, 1e-9, -0.5].map(formatDifference)).toEqual(['0 exactly', '+0.000', '−0.500']);
  });
});
