import { expandStudy, resolveStudy, type StudyInput } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import { tinyStudy } from './fixtures/tiny-study.ts';

const expand = (study: StudyInput) => expandStudy(resolveStudy(study));
const drawn: StudyInput = {
  ...tinyStudy,
  base: { ...tinyStudy.base, training: { learningRate: { logUniform: [1e-4, 1e-2] } } },
};

describe('a study', () => {
  it('is every combination that is not excluded, restart by restart', () => {
    const runs = expand(tinyStudy);
    expect(runs).toHaveLength(12);
    expect(runs.slice(0, 4).map(({ name }) => name)).toEqual([
      'count-3_lstm_none_restart-1',
      'count-3_stack_none_restart-1',
      'count-3_stack_memory_restart-1',
      'marked-copy_lstm_none_restart-1',
    ]);
    expect(runs[2]?.experiment).toMatchObject({
      language: 'count-3',
      freeze: 'memory',
      model: { memory: { type: 'superposition-stack', size: 2 } },
      training: { batches: 3 },
    });
    expect(new Set(runs.map(({ experiment }) => experiment.seed)).size).toBe(12);
  });

  it('changes no run when something is added to it', () => {
    const before = expand(drawn);
    const after = new Map(
      expand({
        ...drawn,
        axes: { ...drawn.axes, language: ['dyck', 'marked-copy', 'count-3'], freeze: ['controller', 'none', 'memory'] },
        restarts: 5,
      }).map((run) => [run.name, run]),
    );
    for (const run of before) expect(after.get(run.name)).toEqual(run);
    expect(after.size).toBeGreaterThan(before.length);
  });

  it('gives the modes that are compared the same learning rate and nothing else', () => {
    const runs = new Map(expand(drawn).map((run) => [run.name, run.experiment]));
    const at = (name: string) => runs.get(name) as NonNullable<ReturnType<typeof runs.get>>;
    const [none, memory] = [at('count-3_stack_none_restart-1'), at('count-3_stack_memory_restart-1')];
    expect(none.training.learningRate).toBe(memory.training.learningRate);
    expect(none.seed).not.toBe(memory.seed);
    const rates = [...runs.values()].map(({ training }) => training.learningRate as number);
    expect(new Set(rates).size).toBe(8);
    for (const rate of rates) expect(rate).toBeGreaterThan(1e-4);
  });

  it('sets options by their paths', () => {
    const runs = expand({ ...tinyStudy, axes: { ...tinyStudy.axes, 'training.batchSize': [2, 8] }, restarts: 1 });
    expect(runs).toHaveLength(12);
    expect(runs[1]?.name).toBe('count-3_lstm_none_8_restart-1');
    expect(runs[1]?.experiment.training).toMatchObject({ batchSize: 8, batches: 3 });
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { ...tinyStudy, axis: 1 }, 'study: Unrecognized key: "axis"'],
    [
      'an axis that is none',
      { ...tinyStudy, axes: { language: 'count-3' } },
      'study: axes.language: expected an array of values',
    ],
    [
      'a value without a name',
      { ...tinyStudy, axes: { model: [{ controller: 'lstm' }] } },
      'axes.model.0: this value has no short name',
    ],
    [
      'two values of a name',
      { ...tinyStudy, axes: { language: ['a', { type: 'a' }] } },
      'axes.language: two values are called "a"',
    ],
    [
      'an unknown axis',
      { ...tinyStudy, paired: ['mode'] },
      'paired: there is no axis "mode" (known: language, model, freeze)',
    ],
    [
      'an unknown value',
      { ...tinyStudy, exclude: [{ model: 'gru' }] },
      'exclude.0.model: there is no "gru" (known: lstm, stack)',
    ],
    [
      'a wrong experiment',
      { ...tinyStudy, base: { training: { batches: 0 } } },
      'study "tiny-study", count-3_lstm_none: training.batches',
    ],
    ['an empty grid', { ...tinyStudy, exclude: [{ model: ['lstm', 'stack'] }] }, 'nothing is left of the grid'],
  ])('refuses %s', (_, value, message) => {
    expect(() => expandStudy(resolveStudy(value))).toThrow(message);
  });
});
