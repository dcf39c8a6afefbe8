import { heatMap } from '../report/heat-map.ts';
import type { Report, Table } from '../report/report.ts';
import type { Panel } from './panels.ts';

/** What is known about one string in one model. */
export interface Inspection {
  /** Name of the run. */
  readonly name: string;
  /** The symbols by name. */
  readonly symbols: readonly string[];
  readonly panels: readonly Panel[];
  readonly tables: readonly Table[];
}

/** Symbols against actions, reading and contents, as SVG text. */
export function inspectionPicture({ name, symbols, panels }: Inspection): string {
  return heatMap({ title: name, columns: symbols, panels });
}

/** The picture with all tables, for `reportToHtml`. */
export function inspectionReport(inspection: Inspection): Report {
  const { name, symbols, panels, tables } = inspection;
  const shown = panels.map(({ title }) => title).join('; ');
  return {
    title: `Looking into ${name}`,
    blocks: [
      { kind: 'paragraph', text: `The string: ${symbols.join(' ') || 'empty'}` },
      {
        kind: 'figures',
        figures: [
          {
            name: 'inspection',
            description: `Heat maps over the symbols of the string: ${shown}`,
            svg: inspectionPicture(inspection),
          },
        ],
      },
      ...tables.map((table) => ({ kind: 'table', table }) as const),
    ],
  };
}
