/** A symbol that appears in strings. */
export interface Terminal {
  readonly terminal: string;
}

/** Part of a right side: a terminal, or the name of a nonterminal. */
export type GrammarSymbol = string | Terminal;

/** left → right. The weight, 1 if not given, need not be a probability: only ratios within one length of strings matter. */
export interface GrammarRule {
  readonly left: string;
  /** Empty for the empty string. */
  readonly right: readonly GrammarSymbol[];
  /** 0 or more; a rule of weight 0 is as good as absent. */
  readonly weight?: number | undefined;
}

/** A weighted context-free grammar as an object. */
export interface GrammarDefinition {
  readonly rules: readonly GrammarRule[];
  /** The left side of the first rule, if not given. */
  readonly start?: string | undefined;
  /** The terminals in order of their ids; if not given, in order of their first appearance. */
  readonly alphabet?: readonly string[] | undefined;
  /** Declares that no string has two derivations. Entropies are then computed exactly; it is not checked. */
  readonly unambiguous?: boolean | undefined;
}

/** A grammar that has been checked: every symbol is defined, and at least one derivation ends. */
export interface Grammar {
  readonly rules: readonly Required<GrammarRule & { readonly weight: number }>[];
  readonly start: string;
  readonly alphabet: readonly string[];
  readonly unambiguous: boolean;
  /** What is probably a mistake but does no harm: symbols that no derivation of a string uses. */
  readonly warnings: readonly string[];
}

/** A terminal, for the right side of a rule. */
export function terminal(name: string): Terminal {
  return { terminal: name };
}

export function isTerminal(symbol: GrammarSymbol): symbol is Terminal {
  return typeof symbol !== 'string';
}
