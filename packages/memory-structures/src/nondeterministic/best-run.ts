import { bestSpans, type Span, type SpanTable } from './best-spans.ts';
import type { AutomatonSizes } from './transitions.ts';

/** Weights of the transitions of one step, row-major, as the memory reports them: the shapes of `Transitions` without B. */
export interface StepWeights {
  /** q, x → r, y: [Q, S, Q, S] */
  readonly push: ArrayLike<number>;
  /** q, x → r, y: [Q, S, Q, S] */
  readonly replace: ArrayLike<number>;
  /** q, x → r: [Q, S, Q] */
  readonly pop: ArrayLike<number>;
}

/** Which runs the automaton has; the options of the memory. */
export interface RunRules extends AutomatonSizes {
  /** `revised` by default. */
  readonly bottom?: 'revised' | 'original' | undefined;
  /** Only runs that never uncover what lies more than so many steps back. */
  readonly window?: number | undefined;
}

/** The automaton at one time. */
export interface StackConfiguration {
  /** How it got here; undefined before the first step. */
  readonly action: 'push' | 'replace' | 'pop' | undefined;
  readonly state: number;
  /** Stack symbols, the bottom first and the top last. */
  readonly stack: readonly number[];
}

/** The run with the largest weight, configuration by configuration. */
export interface BestRun {
  /** ln of the product of its transition weights. */
  readonly logWeight: number;
  /** One more than there are steps. */
  readonly configurations: readonly StackConfiguration[];
}

/**
 * The run with the largest weight of all runs that the nondeterministic stack adds up (Viterbi): the recurrences of
 * `columns.ts` (DuSell & Chiang 2023) with the maximum instead of the sum, and with backpointers.
 *
 * Time O(Q³ S³ n² + Q³ S² n³), space O(Q² S² n²), in logarithms.
 *
 * @returns undefined when every run has the weight 0. Of equally good runs it is the one found first.
 * @throws RangeError when weights do not have the sizes of the automaton.
 */
export function bestRun(steps: readonly StepWeights[], rules: RunRules): BestRun | undefined {
  requireSizes(steps, rules);
  const spans = bestSpans(steps, rules);
  const end = bestEnd(spans, rules);
  if (end === undefined) return undefined;
  return { logWeight: end.logWeight, configurations: replay(traceBack(end.spans, spans, steps.length)) };
}

function requireSizes(steps: readonly StepWeights[], { states, symbols }: AutomatonSizes): void {
  const pairs = states * symbols;
  const sizes = { push: pairs * pairs, replace: pairs * pairs, pop: pairs * states };
  for (const [time, weights] of steps.entries()) {
    for (const [name, size] of Object.entries(sizes) as [keyof StepWeights, number][]) {
      if (weights[name].length !== size)
        throw new RangeError(`step ${time + 1}: ${name} has ${weights[name].length} weights instead of ${size}`);
    }
  }
}

/** The best way to the end as spans on top of each other, the lowest first; together they last from the beginning to n. */
function bestEnd(
  table: SpanTable,
  { states, symbols }: AutomatonSizes,
): { readonly logWeight: number; readonly spans: Span[] } | undefined {
  const { first, last, start } = table;
  const pairs = states * symbols;
  // α[j] with its backpointers; the automaton begins in pair 0, state 0 with bottom symbol 0 on top.
  const forward = new Map<number, { readonly weight: number; readonly below?: Span }[]>();
  const unreachable = Array.from({ length: pairs }, () => ({ weight: Number.NEGATIVE_INFINITY }));
  forward.set(start, [{ weight: 0 }, ...unreachable.slice(1)]);
  for (let j = start + 1; j <= last; j++) {
    const column: { weight: number; below?: Span }[] = unreachable.map((entry) => ({ ...entry }));
    for (let i = first(j); i < j; i++) {
      for (const [from, { weight }] of (forward.get(i) ?? []).entries()) {
        if (weight === Number.NEGATIVE_INFINITY) continue;
        for (let to = 0; to < pairs; to++) {
          const total = weight + table.weight({ i, j, from, to });
          if (total > (column[to]?.weight as number)) column[to] = { weight: total, below: { i, j, from, to } };
        }
      }
    }
    forward.set(j, column);
  }
  const final = forward.get(last) as { readonly weight: number; readonly below?: Span }[];
  let best = final.reduce((found, entry) => (entry.weight > found.weight ? entry : found));
  if (best.weight === Number.NEGATIVE_INFINITY) return undefined;
  const logWeight = best.weight;
  const spans: Span[] = [];
  while (best.below !== undefined) {
    spans.unshift(best.below);
    best = (forward.get(best.below.i) as (typeof final)[number][])[best.below.from] as typeof best;
  }
  return { logWeight, spans };
}

/** A transition of a run: its action, the state it goes to, and the symbol it writes, if it writes one. */
interface Move {
  readonly action: 'push' | 'replace' | 'pop';
  readonly state: number;
  readonly symbol: number;
}

/** Every span ends with one transition, and what came before it are shorter spans. */
function traceBack(ends: readonly Span[], table: SpanTable, steps: number): Move[] {
  const moves = new Array<Move>(steps);
  const open = [...ends];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    // The bottom symbol counts as pushed before the first step.
    if (span.j === 0) continue;
    const { action, before } = table.lastMove(span);
    moves[span.j - 1] = { action, ...table.pair(span.to) };
    open.push(...before);
  }
  return moves;
}

function replay(moves: readonly Move[]): StackConfiguration[] {
  const configurations: StackConfiguration[] = [{ action: undefined, state: 0, stack: [0] }];
  for (const { action, state, symbol } of moves) {
    const { stack } = configurations.at(-1) as StackConfiguration;
    const below = action === 'push' ? stack : stack.slice(0, -1);
    configurations.push({ action, state, stack: action === 'pop' ? below : [...below, symbol] });
  }
  return configurations;
}
