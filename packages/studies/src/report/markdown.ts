import { markdownTable } from 'markdown-table';
import type { Block, Figure, Report, Table } from './report.ts';

/** A report as Markdown. @param figurePath where the file of a figure is, relative to the report. */
export function reportToMarkdown(report: Report, figurePath: (figure: Figure) => string): string {
  const blocks = report.blocks.map((block) => blockToMarkdown(block, figurePath));
  return `${[`# ${report.title}`, ...blocks].join('\n\n')}\n`;
}

/** A table as Markdown; reference rows are in italics. */
export function tableToMarkdown(table: Table): string {
  const rows = table.rows.map(({ cells, kind }) =>
    cells.map((cell) => (kind === 'reference' && cell !== '' ? `*${escapeCell(cell)}*` : escapeCell(cell))),
  );
  const align = table.columns.map((_, index) => (index < table.labelColumns ? 'l' : 'r'));
  return `**${table.caption}**\n\n${markdownTable([table.columns.map(escapeCell), ...rows], { align })}`;
}

function blockToMarkdown(block: Block, figurePath: (figure: Figure) => string): string {
  switch (block.kind) {
    case 'heading':
      return `## ${block.text}`;
    case 'paragraph':
      return block.text;
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'table':
      return tableToMarkdown(block.table);
    case 'figures':
      return block.figures.map((figure) => `![${figure.description}](${figurePath(figure)})`).join('\n\n');
  }
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
