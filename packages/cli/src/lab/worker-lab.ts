import type { Lab } from '@pushdown/core';
import { createCommandLab } from './create.ts';

/** How workers of a study make the laboratory; they import this module by its URL. */
export default function createWorkerLab(plugins: readonly string[]): Promise<Lab> {
  return createCommandLab(plugins);
}
