/** The grammar S → (_i S )_i with probability `nesting` / `types` for each type i, S → S S with `splitting`, else S → ε. */
export interface DyckRules {
  readonly types: number;
  readonly nesting: number;
  readonly splitting: number;
  /** Where the generator cuts off; undefined for the grammar itself. */
  readonly maximumLength: number | undefined;
}
