import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

let folder: string;
let run: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-evaluate-'));
  run = join(folder, 'run');
  expect((await call('run', fixture('tiny.json'), '--output', run)).exitCode).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pushdown evaluate', () => {
  it('writes a report by length, by bin and beyond the lengths of training', async () => {
    const { exitCode, stdout, stderr } = await call('evaluate', run, '--lengths', '3:15', '--strings', '2');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/perplexity[\s\S]*\[3, 9\] +6 [\s\S]*\[10, 15\] +4 /);
    const results = JSON.parse(await readFile(join(run, 'evaluation', 'evaluation.json'), 'utf8'));
    expect(results.lengths).toEqual([3, 6, 9, 12, 15]);
    const { perplexity } = results.measurements;
    expect(perplexity.byLength.map(({ length }: { length: number }) => length)).toEqual([3, 6, 9, 12, 15]);
    expect(perplexity.beyondTraining.strings).toBe(4);
    expect(perplexity.spread).toMatchObject({
      strings: 10,
      median: expect.any(Number),
      clippedMean: expect.any(Number),
    });
    expect(results.bigram).toHaveLength(5);
    const markdown = await readFile(join(run, 'evaluation', 'evaluation.md'), 'utf8');
    for (const [, figure] of markdown.matchAll(/\]\((figures\/[^)]+)\)/g))
      expect(await readFile(join(run, 'evaluation', figure as string), 'utf8')).toContain('<svg');
    expect(await readFile(join(run, 'evaluation', 'evaluation.html'), 'utf8')).toContain('<svg');
  });

  it('does not replace a report unless it is told to', async () => {
    const output = join(folder, 'once');
    const again = () => call('evaluate', run, '--lengths', '3:6', '--output', output);
    expect((await again()).exitCode).toBe(0);
    const { exitCode, stderr } = await again();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('holds a report; choose another --output, or --overwrite it');
    expect((await call('evaluate', run, '--lengths', '3:6', '--output', output, '--overwrite')).exitCode).toBe(0);
  });

  it('measures more than the experiment does', async () => {
    const { stdout } = await call(
      ...['evaluate', run, '--lengths', '3:9', '--strings', '4', '--json', '--output', join(folder, 'more')],
      ...['--measure', 'recognition-accuracy', '--measure', 'perplexity'],
    );
    const { measurements } = JSON.parse(stdout);
    expect(Object.keys(measurements)).toEqual([
      'perplexity',
      'cross-entropy-difference',
      'accuracy',
      'recognition-accuracy',
    ]);
    expect(measurements['recognition-accuracy']).toMatchObject({ value: expect.any(Number), bound: 1 });
    const { exitCode, stderr } = await call('evaluate', run, '--lengths', '3:9', '--measure', 'recall', '--overwrite');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no evaluation "recall"');
  });

  it('tells how stable the model is', async () => {
    const output = join(folder, 'stable');
    const { stdout } = await call(
      'evaluate',
      run,
      '--lengths',
      '3:15',
      '--strings',
      '2',
      '--stability',
      '--output',
      output,
    );
    expect(stdout).toMatch(/largest Lyapunov exponent per symbol, length 15 +−?\d/);
    expect(stdout).toMatch(/advantage retained|retained/);
    const { stability } = JSON.parse(await readFile(join(output, 'evaluation.json'), 'utf8'));
    expect(stability.dynamics.states.map(({ name }: { name: string }) => name)).toEqual([
      'layer-1/hidden',
      'layer-1/cell',
    ]);
    expect(await readFile(join(output, 'evaluation.md'), 'utf8')).toContain('## Stability');
  });

  it('tells how many bits the model needs', async () => {
    const { stdout } = await call(
      ...[
        'evaluate',
        run,
        '--lengths',
        '3:6',
        '--strings',
        '1',
        '--precision',
        '--json',
        '--output',
        join(folder, 'bits'),
      ],
    );
    const { precision } = JSON.parse(stdout);
    expect(precision.formats.length).toBeGreaterThan(80);
    expect(precision.thresholds[0]).toMatchObject({ family: 'mantissa', rounded: 'everything', share: 0 });
    expect(await readFile(join(folder, 'bits', 'evaluation.md'), 'utf8')).toContain('## Precision');
  }, 60_000);

  it.each([
    [['--lengths', '4:5'], 'the language "count-3" has no string of a length in [4, 5]'],
    [['--lengths', '9:3'], 'did you mean 3:9?'],
    [['--lengths', '3:9', '--strings', '0'], 'Expected a whole number of at least 1'],
    [[], '--lengths'],
  ])('%j is refused', async (options, message) => {
    const { exitCode, stderr } = await call('evaluate', run, ...options, '--output', join(folder, 'never'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    await expect(readFile(join(folder, 'never', 'evaluation.json'))).rejects.toThrow('ENOENT');
  });

  it('needs the folder of a finished run', async () => {
    const { exitCode, stderr } = await call('evaluate', folder, '--lengths', '3:9');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is not the folder of a run');
  });
});
