import { describe, expect, it } from 'vitest';
import { type Column, formatRows } from '../src/output/rows.ts';

interface Row {
  readonly name: string;
  readonly value: number | null;
}

const rows: Row[] = [
  { name: 'first', value: 1.25 },
  { name: 'b', value: null },
];
const columns: Column<Row>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'value', of: ({ value }) => value, digits: 1 },
];

describe('rows', () => {
  it('are an aligned table', () => {
    expect(formatRows(rows, columns, 'text')).toBe('name   value\nfirst  1.3\nb      –\n');
  });

  it('are a Markdown table with numbers at the right', () => {
    expect(formatRows(rows, columns, 'markdown')).toBe(
      '| name | value |\n| --- | ---: |\n| first | 1.3 |\n| b | – |\n',
    );
  });

  it('are one JSON object a line', () => {
    expect(formatRows(rows, columns, 'json')).toBe('{"name":"first","value":1.25}\n{"name":"b","value":null}\n');
  });
});
