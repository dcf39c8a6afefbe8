import type { MemoryStep, StepValues } from '@pushdown/core';

/** One number that is followed over the symbols of a string. */
export interface PanelRow {
  readonly label: string;
  /** One value a symbol. */
  readonly values: readonly number[];
}

/** Rows that belong together and share a scale. */
export interface Panel {
  readonly title: string;
  readonly rows: readonly PanelRow[];
}

/**
 * What a memory did and held, as rows of numbers over the symbols: one panel for its actions, one for the reading, and one
 * for each of its contents. Vectors in the contents are shown by their length; places that never change are left out below
 * the last one that does.
 */
export function inspectionPanels(steps: readonly MemoryStep[]): Panel[] {
  const [first] = steps;
  if (first === undefined) return [];
  const contents = Object.keys(first.contents).map((name) => {
    const rows = rowsOf(
      name,
      steps.map((step) => places(step.contents[name] as StepValues)),
    );
    return { title: `contents: ${name}`, rows: rows.slice(0, lastThatChanges(rows) + 1) };
  });
  const actions = Object.keys(first.actions).flatMap((name) =>
    rowsOf(
      name,
      steps.map((step) => step.actions[name] as StepValues),
    ),
  );
  const reading = rowsOf(
    'reading',
    steps.map((step) => step.reading),
  );
  return [{ title: 'actions', rows: actions }, { title: 'reading', rows: reading }, ...contents].filter(
    ({ rows }) => rows.length > 0,
  );
}

/** `push`, or `push 0,1` for the numbers of an action that has several. */
function rowsOf(name: string, steps: readonly StepValues[]): PanelRow[] {
  const { shape, values } = steps[0] as StepValues;
  return values.map((_, index) => ({
    label: values.length === 1 ? name : `${name} ${indexText(shape, index)}`,
    values: steps.map((step) => step.values[index] as number),
  }));
}

/** The places of a state [places, …], each by its value or the Euclidean norm of its values. */
function places({ shape, values }: StepValues): StepValues {
  const [count = 1] = shape;
  const size = values.length / count;
  if (size === 1) return { shape: [count], values };
  const norms = Array.from({ length: count }, (_, place) =>
    Math.hypot(...values.slice(place * size, (place + 1) * size)),
  );
  return { shape: [count], values: norms };
}

/** Changes this small beside the largest value would not be seen in a picture; softmaxes leave such traces at any depth. */
const visible = 1e-3;

function lastThatChanges(rows: readonly PanelRow[]): number {
  const empty = rows.at(-1)?.values[0] ?? 0;
  const changes = rows.map(({ values }) => Math.max(...values.map((value) => Math.abs(value - empty))));
  const least = visible * Math.max(...changes);
  return Math.max(
    0,
    changes.findLastIndex((change) => change > least),
  );
}

/** Indices of an element of a row-major array, joined by commas. */
export function indexText(shape: readonly number[], index: number): string {
  const indices: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices.join(',');
}
