import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRunStore,
  expandStudy,
  openRunPool,
  paperStudy,
  type RunPool,
  resolveStudy,
  runStudy,
  type StringExperiment,
  type Study,
} from '@pushdown/studies';

/** The models and modes of the profile laptop on one language, one restart each, with so much training. */
export function measuredStudy(batches: number, epochs: number): Study {
  const laptop = paperStudy('laptop');
  const training = {
    ...laptop.base?.training,
    batches,
    validationBatches: Math.ceil(batches / 10),
    maximumEpochs: epochs,
    patience: epochs,
  };
  return resolveStudy({
    ...laptop,
    base: { ...laptop.base, training },
    axes: { ...laptop.axes, language: ['count-3'] },
    restarts: 1,
  });
}

/** What something took: by the clock, and of all processor cores together. */
export interface Taken {
  readonly seconds: number;
  /** Less than the cores gave where it waited, for the disk or for others that use them. */
  readonly processorSeconds: number;
}

/** For all runs of a study with so many workers. */
export async function timeOfStudy(study: Study, workers: number): Promise<Taken> {
  const folder = await mkdtemp(join(tmpdir(), 'pushdown-bench-'));
  try {
    return await withPool(workers, study, async (pool) => {
      const runs = await runStudy({ store: await createRunStore(folder, study), pool });
      const failed = runs.find(({ status }) => status !== 'finished');
      if (failed !== undefined) throw new Error(`${failed.name}: ${failed.failure?.message}`);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For the same runs one after the other, in one worker, without store, locks, checkpoints or any file. */
export async function timeOfRuns(study: Study): Promise<Taken> {
  return withPool(1, study, async (pool) => {
    for (const { experiment } of expandStudy(study)) {
      const result = await pool.run(experiment, {});
      if ('failure' in result) throw new Error(`${experiment.name}: ${result.failure.message}`);
    }
  });
}

/** What `action` takes once the workers of a pool have loaded everything. */
async function withPool(workers: number, study: Study, action: (pool: RunPool) => Promise<void>): Promise<Taken> {
  const lab = { module: new URL('./laboratory.js', import.meta.url).href, plugins: [] };
  const pool = openRunPool({ lab, workers });
  try {
    const [first] = expandStudy(study);
    if (first === undefined) throw new Error('a study without runs cannot be measured');
    const experiment = first.experiment as StringExperiment;
    const short = {
      ...experiment,
      training: { ...experiment.training, batches: 1, validationBatches: 1, maximumEpochs: 1 },
    };
    await Promise.all(Array.from({ length: workers }, () => pool.run(short, {})));
    const begun = performance.now();
    const before = process.cpuUsage();
    await action(pool);
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - begun) / 1000, processorSeconds: (user + system) / 1e6 };
  } finally {
    await pool.close();
  }
}
