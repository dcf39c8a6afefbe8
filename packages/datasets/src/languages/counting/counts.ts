/** The pairs (n, m) with n + m = sum and n, m ≥ 1, by m as Joulin & Mikolov's tasks draw it. */
export function summandsOf(sum: number): readonly (readonly [n: number, m: number])[] {
  return Array.from({ length: Math.max(0, sum - 1) }, (_, index) => [sum - index - 1, index + 1] as const);
}

/** The letters a, b, c, … */
export function letters(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
}
