import type { Streams } from './streams.ts';

/** Writes what a user should know but what stops nothing. */
export function writeWarnings(streams: Streams, warnings: readonly string[]): void {
  for (const warning of warnings) streams.stderr.write(`pushdown: warning: ${warning}\n`);
}
