import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fromJson } from '../experiment/json.ts';
import { runFiles } from '../experiment/run-folder.ts';
import type { StoredRun } from '../store/study-folder.ts';
import { encodeEventFile, type ScalarEvent } from './event-file.ts';

/** Tags of the numbers of an epoch. */
const tags: Readonly<Record<string, string>> = {
  trainingLoss: 'loss/training',
  validationLoss: 'loss/validation',
  validationPerplexity: 'perplexity/validation',
  learningRate: 'learning-rate',
};

/**
 * The training of a run as an event file of TensorBoard: a step an epoch, and at the last one what was measured on test strings.
 * Times are those that the epochs took, from when the run began.
 * @returns undefined when the run has no epoch yet.
 */
export async function runEvents({ folder, results }: StoredRun): Promise<Uint8Array | undefined> {
  const epochs = await readEpochs(join(folder, runFiles.metrics));
  if (epochs.length === 0) return undefined;
  let time = (await stat(join(folder, runFiles.experiment))).mtimeMs / 1000;
  const events: ScalarEvent[] = [];
  for (const { epoch = 0, seconds = 0, ...numbers } of epochs) {
    time += seconds;
    for (const [name, tag] of Object.entries(tags)) {
      const value = numbers[name];
      if (typeof value === 'number') events.push({ tag, step: epoch, value, wallTime: time });
    }
  }
  const last = epochs.at(-1)?.epoch ?? 0;
  const tested = [
    ...(results?.bins ?? []).map(({ range, measurements }) => ({ set: range.join('-'), measurements })),
    ...(results?.test === undefined ? [] : [{ set: 'test', ...results.test }]),
  ];
  for (const { set, measurements } of tested)
    for (const [measure, { value }] of Object.entries(measurements))
      events.push({ tag: `${measure}/${set}`, step: last, value, wallTime: time });
  return encodeEventFile(events);
}

type Epoch = Readonly<Record<string, number | undefined>>;

/** Of a file that is being written, the lines that are whole. */
async function readEpochs(path: string): Promise<readonly Epoch[]> {
  const content = await readFile(path, 'utf8').catch(() => '');
  return content
    .split('\n')
    .slice(0, -1)
    .map((line) => fromJson(line) as Epoch);
}
