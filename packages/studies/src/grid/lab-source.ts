import type { Lab } from '@pushdown/core';

/** How a worker makes the laboratory anew: contributions are functions, which cannot be sent to it. */
export interface LabSource {
  /** URL of a module whose default export is a `LabFactory`. */
  readonly module: string;
  /** Given to the factory: files and packages with further contributions. */
  readonly plugins: readonly string[];
}

/** Makes the laboratory with plugins given as files or packages; what workers import by default. */
export type LabFactory = (plugins: readonly string[]) => Promise<Lab>;
