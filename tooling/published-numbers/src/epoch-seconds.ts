import { readFile } from 'node:fs/promises';

/** What the epochs of a run took in all; those that a run lost when it was cut off have no time. */
export async function readSeconds(metrics: string): Promise<number> {
  const lines = (await readFile(metrics, 'utf8')).trimEnd().split('\n');
  return lines.reduce((sum, line) => sum + ((JSON.parse(line) as { seconds?: number }).seconds ?? 0), 0);
}
