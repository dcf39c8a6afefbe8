import type { Block, Report, Table } from './report.ts';

const style = `
:root { color-scheme: light dark; --text: #1a1a1a; --page: #ffffff; --rule: #cfcfcf; --soft: #f3f3f3; --quiet: #5c5c5c; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8e8e8; --page: #16181b; --rule: #44484d; --soft: #202327; --quiet: #a5a9ae; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2.2rem; }
p, ul { max-width: 46rem; }
.table { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.5rem; }
th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
thead th { white-space: normal; vertical-align: bottom; min-width: 5.2rem; border-bottom-width: 2px; }
.label { text-align: left; font-weight: 400; }
thead .label { font-weight: 600; min-width: 0; }
tr.reference { background: var(--soft); color: var(--quiet); font-style: italic; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
figure { margin: 0; overflow-x: auto; }
figure svg { width: 100%; min-width: max-content; height: auto; }
@media print {
  .table { overflow: visible; }
  table { font-size: 0.6rem; }
  th, td { padding: 0.15rem 0.3rem; white-space: normal; }
  thead th { min-width: 0; }
  tr, figure { break-inside: avoid; }
}
`;

/** A report as one HTML page that needs nothing else: styles and pictures are inside. */
export function reportToHtml(report: Report): string {
  const title = escapeHtml(report.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${report.blocks.map(blockToHtml).join('\n')}
</body>
</html>
`;
}

function blockToHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return tableToHtml(block.table);
    case 'figures':
      // On narrow screens a picture scrolls like a table: scaled down, its text would be too small.
      return `<div class="figures">\n${block.figures
        .map(
          ({ svg, description }) =>
            `<figure role="img" tabindex="0" aria-label="${escapeHtml(description)}">${svg}</figure>`,
        )
        .join('\n')}\n</div>`;
  }
}

function tableToHtml({ caption, columns, labelColumns, rows }: Table): string {
  const cell = (tag: 'th' | 'td', text: string, index: number, scope: string): string =>
    index < labelColumns
      ? `<th class="label" scope="${scope}">${escapeHtml(text)}</th>`
      : `<${tag}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map((text, index) => cell('th', text, index, 'col')).join('');
  const body = rows.map(
    ({ kind, cells }) =>
      `<tr class="${kind}">${cells.map((text, index) => cell('td', text, index, 'row')).join('')}</tr>`,
  );
  // A wide table scrolls inside its own box, which keyboards must be able to reach.
  return `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table>
<caption>${escapeHtml(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
