import type { RunRules, StepWeights } from './best-run.ts';

/**
 * Runs from time i to time j that push something at first, never touch what was on top at time i, and end with that
 * something, or what replaced it, right above. Pairs are state · S + top symbol: at time i, and at time j.
 */
export interface Span {
  readonly i: number;
  readonly j: number;
  readonly from: number;
  readonly to: number;
}

/** The best run of every span. */
export interface SpanTable {
  /** When the automaton begins with its bottom symbol on top: −1 if that symbol counts as pushed, else 0. */
  readonly start: number;
  /** The number of steps. */
  readonly last: number;
  /** The earliest beginning of spans that end at j. */
  first(j: number): number;
  /** ln of the weight of the best run; −∞ if there is none. */
  weight(span: Span): number;
  /** The last transition of the best run, and the spans that lie before it. */
  lastMove(span: Span): { readonly action: 'push' | 'replace' | 'pop'; readonly before: readonly Span[] };
  pair(index: number): { readonly state: number; readonly symbol: number };
}

/**
 * Spans i→j of all pairs [from, to], with backpointers; or γ′[k→j] of all pairs at k and states [pair, state], where the
 * backpointer is the pair before the pop.
 */
interface Cell {
  readonly weights: Float64Array;
  /**
   * Of spans: 0 for a push; 1 + the pair before a replacement; or 1 + Q·S + (k − i) · Q + t for a pop that uncovers what
   * was on top at time k, in state t.
   */
  readonly back: Int32Array;
}

const impossible = Number.NEGATIVE_INFINITY;

/**
 * With the maximum instead of the sum, and logarithms of weights w:
 *
 *     γ′[k→j][t, y→r]      = max_{s,z} γ[k→j−1][t, y→s, z] + pop_j[s, z→r]
 *     γ[i→j][q, x→r, y]    = max of   push_j[q, x→r, y]                                       if i = j − 1
 *                                     max_{s,z} γ[i→j−1][q, x→s, z] + replace_j[s, z→r, y]
 *                                     max_{i<k<j−1} max_t γ[i→k][q, x→t, y] + γ′[k→j][t, y→r]
 */
export function bestSpans(steps: readonly StepWeights[], rules: RunRules): SpanTable {
  const { states, symbols, bottom = 'revised', window = Number.POSITIVE_INFINITY } = rules;
  const pairs = states * symbols;
  const start = bottom === 'revised' ? -1 : 0;
  const first = (j: number): number => Math.max(start, j - window);
  // By end, then by beginning plus 1, because there is a time −1.
  const cells: Cell[][] = [[]];
  const uncoverings: Cell[][] = [[]];
  const cell = (i: number, j: number): Cell | undefined => cells[j]?.[i + 1];
  const uncovering = (k: number, j: number): Cell | undefined => uncoverings[j]?.[k + 1];

  if (start === -1) {
    const beginning = emptyCell(pairs * pairs);
    beginning.weights[0] = 0;
    cells[0] = [beginning];
  }
  for (let j = 1; j <= steps.length; j++) {
    const { push, replace, pop } = logarithms(steps[j - 1] as StepWeights);
    const [column, uncovered]: [Cell[], Cell[]] = [[], []];
    for (let k = first(j - 1); k < j - 1; k++)
      uncovered[k + 1] = product((cell(k, j - 1) as Cell).weights, pop, pairs, states);
    cells[j] = column;
    uncoverings[j] = uncovered;
    for (let i = first(j); i < j; i++) {
      const previous = cell(i, j - 1);
      const next = previous === undefined ? emptyCell(pairs * pairs) : product(previous.weights, replace, pairs, pairs);
      if (i === j - 1) next.weights.set(push);
      // The pair before a replacement is one more than 0, which is a push.
      else for (let place = 0; place < next.back.length; place++) next.back[place] = 1 + (next.back[place] as number);
      for (let k = i + 1; k < j - 1; k++) {
        const [below, above] = [cell(i, k), uncovering(k, j)];
        if (below !== undefined && above !== undefined) uncover(next, below, above, k - i);
      }
      column[i + 1] = next;
    }
  }

  /** Improves spans i→j by those that pop, at time j, what was pushed at time k. */
  function uncover(next: Cell, below: Cell, above: Cell, distance: number): void {
    const { weights, back } = next;
    const [left, right] = [below.weights, above.weights];
    for (let from = 0; from < pairs; from++) {
      for (let uncovered = 0; uncovered < pairs; uncovered++) {
        const weight = left[from * pairs + uncovered] as number;
        if (weight === impossible) continue;
        const t = Math.floor(uncovered / symbols);
        for (let r = 0; r < states; r++) {
          const total = weight + (right[uncovered * states + r] as number);
          const place = from * pairs + r * symbols + (uncovered % symbols);
          if (total <= (weights[place] as number)) continue;
          weights[place] = total;
          back[place] = 1 + pairs + distance * states + t;
        }
      }
    }
  }

  return {
    start,
    last: steps.length,
    first,
    weight: ({ i, j, from, to }) => cell(i, j)?.weights[from * pairs + to] ?? impossible,
    lastMove({ i, j, from, to }) {
      const back = cell(i, j)?.back[from * pairs + to] as number;
      if (back === 0) return { action: 'push', before: [] };
      if (back <= pairs) return { action: 'replace', before: [{ i, j: j - 1, from, to: back - 1 }] };
      const k = i + Math.floor((back - 1 - pairs) / states);
      const uncovered = ((back - 1 - pairs) % states) * symbols + (to % symbols);
      const popped = uncovering(k, j)?.back[uncovered * states + Math.floor(to / symbols)] as number;
      return {
        action: 'pop',
        before: [
          { i, j: k, from, to: uncovered },
          { i: k, j: j - 1, from: uncovered, to: popped },
        ],
      };
    },
    pair: (index) => ({ state: Math.floor(index / symbols), symbol: index % symbols }),
  };
}

function emptyCell(size: number): Cell {
  return { weights: new Float64Array(size).fill(impossible), back: new Int32Array(size) };
}

/** max_m a[row, m] + b[m, column], and the m that gives it. */
function product(a: Float64Array, b: Float64Array, middle: number, columns: number): Cell {
  const rows = a.length / middle;
  const result = emptyCell(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let m = 0; m < middle; m++) {
      const weight = a[row * middle + m] as number;
      if (weight === impossible) continue;
      for (let column = 0; column < columns; column++) {
        const total = weight + (b[m * columns + column] as number);
        if (total <= (result.weights[row * columns + column] as number)) continue;
        result.weights[row * columns + column] = total;
        result.back[row * columns + column] = m;
      }
    }
  }
  return result;
}

function logarithms({ push, replace, pop }: StepWeights): Record<keyof StepWeights, Float64Array> {
  const convert = (weights: ArrayLike<number>): Float64Array => Float64Array.from(weights, Math.log);
  return { push: convert(push), replace: convert(replace), pop: convert(pop) };
}
