import { z } from 'zod';

/** What all nondeterministic stacks have in common. */
export interface AutomatonOptions {
  /** Number Q of states of the automaton. */
  readonly states: number;
  /** Number S of stack symbols, the bottom symbol among them. */
  readonly symbols: number;
  /**
   * `true`: the weights of the transitions from each state and top symbol are probabilities (NS-RNN, 2020). `false`:
   * they are any positive numbers (renormalizing, RNS-RNN, 2022).
   */
  readonly normalize?: boolean | undefined;
  /** Keep only this many steps of the automaton's history; a constant-size state that chunks of a text hand on. */
  readonly window?: number | undefined;
}

/** The schema of `AutomatonOptions`, field by field. */
export const automatonOptions: z.ZodRawShape = {
  states: z.int().positive(),
  symbols: z.int().positive(),
  normalize: z.boolean().default(false),
  window: z.int().min(2).optional(),
};
