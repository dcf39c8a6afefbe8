/**
 * The passes that can be switched off, to look for a mistake in one of them or to see what it gains. Whatever is off, the
 * results stay the same up to rounding.
 */
export interface Passes {
  /** Identities, constants and equal applications disappear from the graphs; products with concatenations are split. */
  readonly simplify: boolean;
  /** The batch lies innermost in memory, four sequences to a register. Off: one number at a time. */
  readonly lanes: boolean;
  /** Sequences whose histories or states would not stay in the caches together are computed four at a time, from start to end. */
  readonly turns: boolean;
  /** Of a memory that grows, no more is computed than can be other than 0 and can still matter. */
  readonly extents: boolean;
  /** What all later steps add to an entry of a table is collected when the entry's step begins, as one sum. */
  readonly pulling: boolean;
  /** Sums are computed in the order in which they read less from memory. */
  readonly ordering: boolean;
  /** Long sums are computed in blocks whose operands stay in the first-level cache. */
  readonly blocking: boolean;
  /** Large products of matrices that wait for no step are left to the host, if it takes them. */
  readonly products: boolean;
  /** Neighboring loop nests over the same elements become one. */
  readonly fusion: boolean;
  /** The body of a sum computes several results at once, which share what they load. */
  readonly tiling: boolean;
}

/** Every pass runs; the default. */
export const allPasses: Passes = Object.freeze({
  simplify: true,
  lanes: true,
  turns: true,
  extents: true,
  pulling: true,
  ordering: true,
  blocking: true,
  products: true,
  fusion: true,
  tiling: true,
});

/** All passes but those switched off. */
export function choosePasses(choice: Partial<Passes> = {}): Passes {
  return { ...allPasses, ...choice };
}
