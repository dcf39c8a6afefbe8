import { openRunPool, type RunPool, resolveExperiment } from '@pushdown/studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tiny } from './fixtures/tiny.ts';

const named = (name: string, changes: object = {}) => resolveExperiment({ ...tiny, ...changes, name });

const endlessRun = named('endless', {
  training: { ...tiny.training, maximumEpochs: 1_000_000, patience: 1_000_000 },
});

let pool: RunPool;

beforeAll(() => {
  pool = openRunPool({
    lab: { module: new URL('./fixtures/laboratory.mjs', import.meta.url).href, plugins: [] },
    workers: 2,
  });
});

afterAll(() => pool.close());

describe('a pool of workers', () => {
  it('runs side by side, and makes a value of an error', async () => {
    const controller = new AbortController();
    // It ends only when it is told to, so that the others would wait for ever if they had to wait for it.
    const endless = pool.run(endlessRun, { signal: controller.signal });
    const [broken, quick] = await Promise.all([
      pool.run(named('broken', { language: 'count-4' }), {}),
      pool.run(named('quick'), {}),
    ]);
    expect(broken).toHaveProperty('failure.name', 'OptionError');
    expect(broken).toHaveProperty('failure.message', expect.stringContaining('did you mean "count-3"?'));
    expect(quick).toHaveProperty('results.name', 'quick');
    controller.abort();
    await expect(endless).rejects.toThrow(/abort/i);
  });

  it('tells of every epoch', async () => {
    const epochs: number[] = [];
    await pool.run(named('tiny'), { onEpoch: ({ epoch }) => epochs.push(epoch) });
    expect(epochs).toEqual([1, 2]);
  });

  it('stops a run that is aborted, and goes on with others', async () => {
    const controller = new AbortController();
    const run = pool.run(endlessRun, { signal: controller.signal, onEpoch: () => controller.abort() });
    await expect(run).rejects.toThrow(/abort/i);
    expect(await pool.run(named('next'), {})).toHaveProperty('results.name', 'next');
  });
});
