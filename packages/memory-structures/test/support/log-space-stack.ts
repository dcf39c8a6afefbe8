import { type Sizes, weightsOf } from './transition-weights.ts';

const never = Number.NEGATIVE_INFINITY;

function logSum(terms: readonly number[]): number {
  const largest = Math.max(never, ...terms);
  if (largest === never) return never;
  return largest + Math.log(terms.reduce((total, term) => total + Math.exp(term - largest), 0));
}

/**
 * The forward weights ln α[j] of the nondeterministic stack by the equations of DuSell & Chiang (2023), in logarithms,
 * term by term. `window` leaves out all γ[i→j] with i < j − window.
 *
 * @param logits of each step, as logarithms of weights.
 * @returns ln α[j][r · S + y] for j = 0, …, n.
 */
export function logForward(
  logits: readonly (readonly number[])[],
  sizes: Sizes,
  { bottom = 'revised', window = Number.POSITIVE_INFINITY }: { bottom?: 'revised' | 'original'; window?: number } = {},
): number[][] {
  const { states, symbols } = sizes;
  const pairs = states * symbols;
  const all = Array.from({ length: pairs }, (_, pair) => pair);
  const none = (): number[][] => all.map(() => all.map(() => never));
  /** ln γ[i→j][q·S + x][r·S + y] under the key "i j"; runs that do not exist are missing. */
  const gamma = new Map<string, number[][]>();
  const at = (i: number, j: number): number[][] => gamma.get(`${i} ${j}`) ?? none();
  const start = all.map((pair) => (pair === 0 ? 0 : never));
  const alpha = new Map<number, number[]>([[0, start]]);
  if (bottom === 'revised') {
    alpha.set(-1, start);
    gamma.set(
      '-1 0',
      all.map((from) => all.map((to) => (from === 0 && to === 0 ? 0 : never))),
    );
  }
  const first = bottom === 'revised' ? -1 : 0;

  for (const [index, row] of logits.entries()) {
    const j = index + 1;
    const { push, replace, pop } = weightsOf(row, sizes, (logit) => logit);
    const state = (pair: number): number => Math.floor(pair / symbols);
    const symbol = (pair: number): number => pair % symbols;
    const oldest = Math.max(first, j - window);
    /** ln γ′[k→j][t·S + y][r] */
    const uncovering = new Map<number, number[][]>();
    for (let k = oldest + 1; k <= j - 2; k++) {
      const before = at(k, j - 1);
      uncovering.set(
        k,
        all.map((from) =>
          Array.from({ length: states }, (_, r) =>
            logSum(all.map((to) => (before[from]?.[to] as number) + pop(state(to), symbol(to), r))),
          ),
        ),
      );
    }
    for (let i = oldest; i < j; i++) {
      const column = all.map((from) =>
        all.map((to) => {
          const [r, y] = [state(to), symbol(to)];
          if (i === j - 1) return push(state(from), symbol(from), r, y);
          const terms = all.map(
            (middle) => (at(i, j - 1)[from]?.[middle] as number) + replace(state(middle), symbol(middle), r, y),
          );
          for (let k = i + 1; k <= j - 2; k++) {
            for (let t = 0; t < states; t++) {
              const middle = t * symbols + y;
              terms.push((at(i, k)[from]?.[middle] as number) + (uncovering.get(k)?.[middle]?.[r] as number));
            }
          }
          return logSum(terms);
        }),
      );
      gamma.set(`${i} ${j}`, column);
    }
    alpha.set(
      j,
      all.map((to) => {
        const terms: number[] = [];
        for (let i = oldest; i < j; i++)
          for (const from of all) terms.push((alpha.get(i)?.[from] ?? never) + (at(i, j)[from]?.[to] as number));
        return logSum(terms);
      }),
    );
  }
  return Array.from({ length: logits.length + 1 }, (_, j) => alpha.get(j) as number[]);
}

/** α / Σ α, by state and symbol. */
export function readingsOf(forward: readonly (readonly number[])[]): number[][] {
  return forward.map((row) => {
    const total = logSum(row);
    return row.map((value) => Math.exp(value - total));
  });
}
