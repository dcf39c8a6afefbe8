import type { MemoryStep } from '@pushdown/core';

/** What is trained, as the page lets people choose it. */
export interface Settings {
  /** A name in `tasks.ts`. */
  readonly task: string;
  readonly frozen: 'nothing' | 'memory' | 'controller';
  readonly seed: number;
}

/** How well the network predicts, in nats per symbol, the ends of strings included. */
export interface Score {
  readonly network: number;
  /** What no model can beat on these strings. */
  readonly bound: number;
  /** What a table of symbol pairs reaches. */
  readonly bigram: number;
}

/** From the page to its worker. */
export type Request =
  /** Begins anew, and trains. */
  | { readonly kind: 'start'; readonly settings: Settings }
  | { readonly kind: 'run'; readonly running: boolean }
  | { readonly kind: 'pace'; readonly stepsPerPicture: number }
  /** From now on this string is looked at. */
  | { readonly kind: 'look'; readonly string: readonly number[] };

/** From the worker to its page. */
export type Answer =
  | {
      readonly kind: 'started';
      readonly alphabet: readonly string[];
      /** A string to look at before people type one of their own. */
      readonly string: readonly number[];
      readonly parameterCount: number;
    }
  | { readonly kind: 'trained'; readonly step: number; readonly score: Score }
  | {
      readonly kind: 'looked';
      readonly string: readonly number[];
      readonly inLanguage: boolean;
      readonly steps: readonly MemoryStep[];
    }
  /** Trained for long enough; goes on when it is asked to. */
  | { readonly kind: 'rested' }
  | { readonly kind: 'failed'; readonly message: string };
