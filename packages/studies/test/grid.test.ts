import { type GridEvent, resolveExperiment, runGrid } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import { tiny } from './fixtures/tiny.ts';

const lab = { module: new URL('./fixtures/laboratory.mjs', import.meta.url).href, plugins: [] };
const named = (name: string, changes: object = {}) => resolveExperiment({ ...tiny, ...changes, name });

describe('runGrid', () => {
  it('keeps the order and goes on when a run fails', async () => {
    const events: GridEvent[] = [];
    const outcomes = await runGrid({
      experiments: [
        named('slow', { training: { ...tiny.training, batches: 20 } }),
        named('broken', { language: 'count-4' }),
        named('quick'),
      ],
      lab,
      workers: 2,
      onEvent: (event) => events.push(event),
    });
    expect(outcomes.map((outcome) => [outcome.experiment.name, 'results' in outcome])).toEqual([
      ['slow', true],
      ['broken', false],
      ['quick', true],
    ]);
    expect(outcomes[1]).toHaveProperty('failure.name', 'OptionError');
    expect(outcomes[1]).toHaveProperty('failure.message', expect.stringContaining('did you mean "count-3"?'));
    expect(events.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === 'finished')).toHaveLength(2);
  });

  it('tells of every epoch', async () => {
    const epochs: number[] = [];
    await runGrid({
      experiments: [named('tiny')],
      lab,
      onEvent: (event) => event.kind === 'epoch' && epochs.push(event.report.epoch),
    });
    expect(epochs).toEqual([1, 2]);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const long = named('long', { training: { ...tiny.training, maximumEpochs: 1_000_000, patience: 1_000_000 } });
    const grid = runGrid({ experiments: [long], lab, signal: controller.signal, onEvent: () => controller.abort() });
    await expect(grid).rejects.toThrow(/abort/i);
  });
});
