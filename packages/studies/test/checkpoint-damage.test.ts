import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RandomStream, randomStream } from '@pushdown/core';
import { checkpointFolder, checkpointStore, createParts, resolveExperiment, runExperiment } from '@pushdown/studies';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';
import { tiny } from './fixtures/tiny.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-damage-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Bytes with one of them changed, or cut off, or with a byte more. */
function damaged(bytes: Buffer, random: RandomStream, round: number): Buffer {
  const place = random.integer(bytes.length);
  if (round % 10 === 8) return bytes.subarray(0, place);
  if (round % 10 === 9) return Buffer.concat([bytes, Buffer.of(random.integer(256))]);
  const copy = Buffer.from(bytes);
  copy[place] = (copy[place] as number) ^ (1 + random.integer(255));
  return copy;
}

/** With a checkpoint after every epoch, and so one before the last. */
const twoEpochs = { ...tiny, training: { ...tiny.training, checkpointSteps: 3 } };

describe('a damaged checkpoint', () => {
  it('is recognized, 400 times, whatever was changed where, and the one before is used', async () => {
    const experiment = resolveExperiment(twoEpochs);
    const lab = await createTestLab();
    await runExperiment({ experiment: twoEpochs, lab, folder });
    const checkpoints = join(folder, checkpointFolder);
    const store = checkpointStore(checkpoints, {
      experiment,
      model: createParts(experiment, lab).model,
      stepsPerEpoch: experiment.training.batches,
    });
    const intact = await store.load();
    expect(intact?.damaged).toEqual([]);
    const [, , manifest, tensors] = (await readdir(checkpoints)).sort() as [string, string, string, string];
    const random = randomStream(1, 'damage');
    for (const name of [manifest, tensors]) {
      const path = join(checkpoints, name);
      const bytes = await readFile(path);
      for (let round = 0; round < 200; round++) {
        await writeFile(path, damaged(bytes, random, round));
        const loaded = await store.load();
        expect(loaded?.damaged, `round ${round}`).toEqual([
          expect.stringMatching(/^the checkpoint ".*step-0000000006\.json" is damaged: \S/),
        ]);
        expect(loaded?.state.epochs).toHaveLength(1);
      }
      await writeFile(path, bytes);
    }
    expect(await store.load()).toEqual(intact);
  });

  it.each(['step-0000000006.json', 'step-0000000006.safetensors'])('is not one without %s', async (name) => {
    const experiment = resolveExperiment(twoEpochs);
    const lab = await createTestLab();
    await runExperiment({ experiment: twoEpochs, lab, folder });
    await rm(join(folder, checkpointFolder, name));
    const { model } = createParts(experiment, lab);
    const loaded = await checkpointStore(join(folder, checkpointFolder), {
      experiment,
      model,
      stepsPerEpoch: experiment.training.batches,
    }).load();
    expect(loaded?.state.epochs).toHaveLength(1);
    expect(loaded?.damaged).toHaveLength(name.endsWith('.json') ? 0 : 1);
  });
});
