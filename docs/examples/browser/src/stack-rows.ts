import type { MemoryStep } from '@pushdown/core';

export interface Row {
  readonly label: string;
  /** For every symbol of the string numbers between 0 and 1, which are drawn side by side. */
  readonly cells: readonly (readonly number[])[];
  /** The symbol, or end of the string, after which this is what comes next; for rows of expectations. */
  readonly next?: readonly boolean[];
}

export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** As many places of the stack as are drawn. */
export const mostPlaces = 8;

const actions = { push: 'push', pop: 'pop', noop: 'no-op' };

/** What is drawn of a string: actions, the upper places of the stack, and what is expected next. */
export function stackRows(steps: readonly MemoryStep[], alphabet: readonly string[]): readonly Group[] {
  const places = Math.min(steps.length, mostPlaces);
  const string = steps.map(({ symbol }) => symbol);
  const expected = steps.map(({ logits }) => softmax(logits));
  return [
    {
      title: 'what it does',
      rows: Object.entries(actions).map(([name, label]) => ({
        label,
        cells: steps.map((step) => [step.actions[name]?.values[0] ?? 0]),
      })),
    },
    {
      title: 'what it stores',
      rows: Array.from({ length: places }, (_, place) => ({
        label: place === 0 ? 'top' : `${place + 1}`,
        cells: steps.map(({ contents }) => elementAt(contents.elements, place)),
      })),
    },
    {
      title: 'what it expects next',
      rows: [...alphabet, 'end'].map((label, id) => ({
        label,
        cells: expected.map((probabilities) => [probabilities[id] ?? 0]),
        next: string.map((_, time) => (string[time + 1] ?? alphabet.length) === id),
      })),
    },
  ];
}

/** One vector of a stack of the shape [places, size]. */
function elementAt(stack: MemoryStep['contents'][string] | undefined, place: number): readonly number[] {
  const size = stack?.shape[1] ?? 0;
  return stack?.values.slice(place * size, (place + 1) * size) ?? [];
}

function softmax(logits: readonly number[]): readonly number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
