import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledExecutor } from '@pushdown/compiler';
import { randomStream, referenceEngine } from '@pushdown/core';
import { runExperiment, type StringExperimentInput } from '@pushdown/studies';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fuse, interruptedEngines } from './fixtures/interrupted-engine.ts';
import createTestLab from './fixtures/laboratory.mjs';
import { contentOf } from './fixtures/run-content.ts';
import { tiny } from './fixtures/tiny.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-resume-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const fuse: Fuse = { left: Number.POSITIVE_INFINITY };
const engines = interruptedEngines(fuse, { reference: () => referenceEngine(), compiled: () => compiledExecutor() });

function experimentOf(engine: string): StringExperimentInput {
  return {
    ...tiny,
    model: { controller: { type: 'lstm', size: 3 }, memory: { type: 'superposition-stack', size: 2 } },
    freeze: { type: 'random-entries', components: ['controller'], share: 0.5 },
    training: {
      ...tiny.training,
      batches: 5,
      maximumEpochs: 4,
      checkpointSteps: 3,
      mixedLengths: true,
      learningRate: 0.5,
      decay: { patience: 0, restoreBest: true },
      schedule: [{ type: 'warm-up', epochs: 2 }],
    },
    engine: `interrupted-${engine}`,
  };
}

/** Runs until the end or until it breaks off. @returns whether it finished. */
async function run(experiment: StringExperimentInput, path: string, resume: boolean, runs = Number.POSITIVE_INFINITY) {
  fuse.left = runs;
  const notices: string[] = [];
  const lab = await createTestLab([], [engines]);
  const onNotice = (notice: string): void => void notices.push(notice);
  try {
    await runExperiment({ experiment, lab, folder: path, resume, onNotice });
    return { finished: true, notices };
  } catch (error) {
    if ((error as Error).name !== 'Interruption') throw error;
    return { finished: false, notices };
  }
}

describe.each(['reference', 'compiled'])('a run that is cut off, engine %s', (engine) => {
  it('ends with the same files, byte for byte, wherever it was cut off', { timeout: 300_000 }, async () => {
    const experiment = experimentOf(engine);
    const whole = join(folder, 'whole');
    await run(experiment, whole, false);
    const expected = await contentOf(whole);
    expect(Object.keys(expected).filter((name) => name.startsWith('checkpoints'))).toHaveLength(4);

    const random = randomStream(1, 'interruptions');
    let interruptions = 0;
    // Many are cut off several times. With both engines together there are more than 50 interruptions.
    for (let round = 0; interruptions < 26; round++) {
      const path = join(folder, `cut-${round}`);
      let { finished } = await run(experiment, path, false, random.integer(30));
      while (!finished) {
        interruptions++;
        ({ finished } = await run(experiment, path, true, random.integer(30)));
      }
      expect(await contentOf(path)).toEqual(expected);
      await rm(path, { recursive: true });
    }
  });
});

it('a run whose checkpoints come by time ends with the same files wherever it was cut off', async () => {
  const { checkpointSteps: _, ...training } = experimentOf('compiled').training ?? {};
  // So short a time makes every step the first one after it.
  const experiment = { ...experimentOf('compiled'), training: { ...training, checkpointSeconds: 1e-9 } };
  const whole = join(folder, 'whole');
  await run(experiment, whole, false);
  const expected = await contentOf(whole);
  for (let runs = 0; runs < 30; runs += 7) {
    const path = join(folder, `cut-${runs}`);
    if (!(await run(experiment, path, false, runs)).finished) await run(experiment, path, true);
    expect(await contentOf(path), `cut off after ${runs}`).toEqual(expected);
  }
});

describe('resuming', () => {
  const experiment = experimentOf('reference');
  const checkpoints = (...path: string[]) => join(folder, 'run', 'checkpoints', ...path);

  it('uses the checkpoint before a damaged one, and says so', async () => {
    await run(experiment, join(folder, 'whole'), false);
    await run(experiment, join(folder, 'run'), false, 20);
    const [, , previous, newest] = (await readdir(checkpoints())).sort();
    expect([previous, newest]).toEqual(['step-0000000012.json', 'step-0000000012.safetensors']);
    const bytes = await readFile(checkpoints(newest as string));
    await writeFile(checkpoints(newest as string), bytes.subarray(0, 100));
    const { notices } = await run(experiment, join(folder, 'run'), true);
    expect(notices[0]).toMatch(
      /step-0000000012\.json" is damaged: "step-0000000012\.safetensors" has 100 bytes, not the/,
    );
    expect(notices[1]).toMatch(/going on from ".*step-0000000010\.json"/);
    expect(await contentOf(join(folder, 'run'))).toEqual(await contentOf(join(folder, 'whole')));
  });

  it('refuses when all checkpoints are damaged, with what is wrong with each', async () => {
    await run(experiment, join(folder, 'run'), false, 20);
    for (const name of await readdir(checkpoints())) await writeFile(checkpoints(name), 'x');
    await expect(run(experiment, join(folder, 'run'), true)).rejects.toThrow(
      /no checkpoint can be used: .*step-0000000012\.json" is damaged: the manifest is not JSON.*; .*step-0000000010\.json" is damaged/,
    );
  });

  it('refuses a checkpoint of another experiment and says which field differs', async () => {
    await run(experiment, join(folder, 'run'), false, 20);
    const other = { ...experiment, training: { ...experiment.training, maximumEpochs: 9 } };
    await expect(run(other, join(folder, 'run'), true)).rejects.toThrow(
      'belongs to another experiment: its "training.maximumEpochs" is 4, not 9',
    );
    await rm(join(folder, 'run', 'experiment.json'));
    await expect(run(other, join(folder, 'run'), true)).rejects.toThrow(
      /step-0000000012\.json" belongs to another experiment: its "training\.maximumEpochs" is 4, not 9/,
    );
  });

  it('repairs metrics that have more, less or half of what the checkpoint knows', async () => {
    const metrics = join(folder, 'run', 'metrics.jsonl');
    await run(experiment, join(folder, 'whole'), false);
    const whole = (await contentOf(join(folder, 'whole')))['metrics.jsonl'];
    for (const change of [
      (text: string) => `${text}{"epoch":3,"trainingLoss":0}\n{"epoch":4`,
      (text: string) => text.slice(0, -30),
    ]) {
      await rm(join(folder, 'run'), { recursive: true, force: true });
      await run(experiment, join(folder, 'run'), false, 20);
      await writeFile(metrics, change(await readFile(metrics, 'utf8')));
      await run(experiment, join(folder, 'run'), true);
      const lines = (text: string | undefined) => text?.split('\n').map((line) => line.replace(/,?}$/, ''));
      expect(lines((await contentOf(join(folder, 'run')))['metrics.jsonl'])).toEqual(lines(whole));
    }
  });

  it('says that a finished run is finished, and gives its results again', async () => {
    await run(experiment, join(folder, 'run'), false);
    const before = await contentOf(join(folder, 'run'));
    const { finished, notices } = await run(experiment, join(folder, 'run'), true, 0);
    expect(finished).toBe(true);
    expect(notices).toEqual([expect.stringMatching(/is finished; nothing is left to do/)]);
    expect(await contentOf(join(folder, 'run'))).toEqual(before);
  });

  it('begins anew where nothing was written yet', async () => {
    const { finished, notices } = await run(experiment, join(folder, 'run'), true);
    expect(finished).toBe(true);
    expect(notices).toEqual([expect.stringMatching(/holds no checkpoint; the run begins anew/)]);
  });

  it('is what a new run in the folder must ask for', async () => {
    await run(experiment, join(folder, 'run'), false, 20);
    await expect(run(experiment, join(folder, 'run'), false)).rejects.toThrow(
      /holds a run that is not finished; resume it/,
    );
  });
});
