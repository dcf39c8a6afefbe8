import type { Table } from './report.ts';

const gap = '  ';

/**
 * A table in aligned columns, for a terminal. Headings of several words take two lines; reference rows, if there are any,
 * follow a rule.
 */
export function tableToText(table: Table): string {
  const { columns, rows, labelColumns, caption } = table;
  const upper = columns.map((heading) => heading.slice(0, Math.max(0, heading.lastIndexOf(' '))));
  const lower = columns.map((heading) => heading.slice(heading.lastIndexOf(' ') + 1));
  const lines = [upper, lower, ...rows.map(({ cells }) => cells)];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]?.length ?? 0)));
  const align = (cells: readonly string[]): string =>
    widths
      .map((width, index) =>
        index < labelColumns ? (cells[index] ?? '').padEnd(width) : (cells[index] ?? '').padStart(width),
      )
      .join(gap)
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((total, width) => total + width + gap.length, -gap.length));
  const body = (kind: Table['rows'][number]['kind']): string[] =>
    rows.filter((row) => row.kind === kind).map(({ cells }) => align(cells));
  const headings = upper.some((heading) => heading !== '') ? [align(upper), align(lower)] : [align(lower)];
  const references = body('reference');
  const closing = references.length === 0 ? [rule] : [rule, ...references, rule];
  return [caption, rule, ...headings, rule, ...body('result'), ...closing].join('\n');
}
