/** A table as text, whatever it will be written as. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first columns that hold labels; the others hold numbers. */
  readonly labelColumns: number;
  readonly rows: readonly TableRow[];
}

/** A row of a table: one cell a column. */
export interface TableRow {
  readonly cells: readonly string[];
  /** Reference rows are what results are read beside: lower bound and bigram. */
  readonly kind: 'result' | 'reference';
}

/** A picture: inline in HTML, a file beside Markdown, left out on a terminal. */
export interface Figure {
  /** File name without ending. */
  readonly name: string;
  /** What the picture shows, for those who cannot see it. */
  readonly description: string;
  readonly svg: string;
}

/** A part of a report, in the order in which they are read. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] };

/** A report before it is written as text, Markdown or HTML. */
export interface Report {
  readonly title: string;
  readonly blocks: readonly Block[];
}
