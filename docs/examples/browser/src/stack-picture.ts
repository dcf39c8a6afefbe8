import type { Group } from './stack-rows.ts';
import { svg } from './svg.ts';

const rowHeight = 20;
const headingHeight = 28;
const labelWidth = 48;
const symbolHeight = 24;
const gap = 2;

/** A picture that is drawn once for a string, and then only gets other colors. */
export interface StackPicture {
  show(symbols: readonly string[], groups: readonly Group[]): void;
}

/** @param readOut gets a sentence about the cell that is pointed at. */
export function stackPicture(host: HTMLElement, readOut: (text: string) => void): StackPicture {
  // Keyboards must be able to scroll what is too wide.
  host.tabIndex = 0;
  let drawn = '';
  let cells: readonly SVGElement[] = [];
  let names: readonly string[] = [];
  let values: readonly number[] = [];
  host.addEventListener('pointerover', ({ target }) => {
    const index = cells.indexOf(target as SVGElement);
    if (index >= 0) readOut(`${names[index]}: ${values[index]?.toFixed(3)}`);
  });
  return {
    show(symbols, groups) {
      const width = Math.min(32, Math.max(18, (host.clientWidth - labelWidth) / Math.max(1, symbols.length)));
      const key = JSON.stringify([symbols, width, groups.map(({ rows }) => rows.map(({ label }) => label))]);
      if (key !== drawn) {
        const picture = draw(symbols, groups, Math.floor(width));
        host.replaceChildren(picture);
        cells = [...picture.querySelectorAll<SVGElement>('.cell')];
        names = groups.flatMap(({ rows }) =>
          rows.flatMap((row) =>
            row.cells.flatMap((numbers, column) =>
              numbers.map(() => `${row.label}, after symbol ${column + 1} (${symbols[column]})`),
            ),
          ),
        );
        drawn = key;
      }
      values = groups.flatMap(({ rows }) => rows.flatMap((row) => row.cells.flat()));
      for (const [index, cell] of cells.entries()) cell.setAttribute('fill-opacity', (values[index] ?? 0).toFixed(3));
    },
  };
}

function draw(symbols: readonly string[], groups: readonly Group[], width: number): SVGElement {
  const elements: SVGElement[] = symbols.map((symbol, column) =>
    svg(
      'text',
      { class: 'symbol', x: labelWidth + (column + 0.5) * width, y: symbolHeight - 8, 'text-anchor': 'middle' },
      symbol,
    ),
  );
  let top = symbolHeight;
  for (const { title, rows } of groups) {
    elements.push(svg('text', { class: 'heading', x: 0, y: top + headingHeight - 9 }, title));
    top += headingHeight;
    for (const row of rows) {
      elements.push(svg('text', { x: labelWidth - 8, y: top + rowHeight - 6, 'text-anchor': 'end' }, row.label));
      for (const [column, numbers] of row.cells.entries()) {
        const place = { y: top, height: rowHeight - gap };
        const left = labelWidth + column * width;
        const strip = (width - gap) / numbers.length;
        for (const index of numbers.keys())
          elements.push(svg('rect', { class: 'cell', x: left + index * strip, width: strip, ...place }));
        const isNext = row.next?.[column] === true;
        elements.push(svg('rect', { class: isNext ? 'frame next' : 'frame', x: left, width: width - gap, ...place }));
      }
      top += rowHeight;
    }
  }
  const size = { width: labelWidth + symbols.length * width, height: top + gap };
  return svg(
    'svg',
    { ...size, role: 'img', 'aria-label': `What the network does with the string ${symbols.join(' ')}` },
    ...elements,
  );
}
