import { openRunPool, type RunPool, resolveExperiment } from '@pushdown/studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tiny } from './fixtures/tiny.ts';

const named = (name: string, changes: object = {}) => resolveExperiment({ ...tiny, ...changes, name });

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
    const ended: string[] = [];
    const outcomes = await Promise.all(
      [
        named('slow', { training: { ...tiny.training, batches: 400 } }),
        named('broken', { language: 'count-4' }),
        named('quick'),
      ].map(async (experiment) => {
        const result = await pool.run(experiment, {});
        ended.push(experiment.name);
        return result;
      }),
    );
    expect(outcomes.map((outcome) => 'results' in outcome)).toEqual([true, false, true]);
    expect(outcomes[1]).toHaveProperty('failure.name', 'OptionError');
    expect(outcomes[1]).toHaveProperty('failure.message', expect.stringContaining('did you mean "count-3"?'));
    expect(ended.at(-1)).toBe('slow');
  });

  it('tells of every epoch', async () => {
    const epochs: number[] = [];
    await pool.run(named('tiny'), { onEpoch: ({ epoch }) => epochs.push(epoch) });
    expect(epochs).toEqual([1, 2]);
  });

  it('stops a run that is aborted, and goes on with others', async () => {
    const controller = new AbortController();
    const long = named('long', { training: { ...tiny.training, maximumEpochs: 1_000_000, patience: 1_000_000 } });
    const run = pool.run(long, { signal: controller.signal, onEpoch: () => controller.abort() });
    await expect(run).rejects.toThrow(/abort/i);
    expect(await pool.run(named('next'), {})).toHaveProperty('results.name', 'next');
  });
});
