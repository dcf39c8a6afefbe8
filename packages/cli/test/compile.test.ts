import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

const tiny = fixture('tiny.json');

describe('pushdown compile', () => {
  it('prints what the code needs, for the batch and the longest strings of training', async () => {
    const { exitCode, stdout, stderr } = await call('compile', tiny);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('lstm, batch 2, length 9: training 6 of 6 parameter tensors');
    expect(stdout).toMatch(/compiled in +\d+ ms/);
    expect(stdout).toMatch(/code +[\d.]+ KiB/);
    expect(stdout).toMatch(/memory +[\d.]+ KiB: [\d.]+ KiB, and [\d.]+ (bytes|KiB) a time step/);
    expect(stdout).toMatch(/operations a time step +[\d,]+ multiply-adds, [\d,]+ other, [\d,]+ transcendental/);
  });

  it('for other lengths and batches, as JSON', async () => {
    const sizesOf = async (...more: string[]) => JSON.parse((await call('compile', tiny, '--json', ...more)).stdout);
    const [short, long, wide] = await Promise.all([
      sizesOf('--length', '40'),
      sizesOf('--length', '80'),
      sizesOf('--length', '40', '--batch', '8'),
    ]);
    expect(short).toMatchObject({ model: 'lstm', batchSize: 2, sizes: { steps: 40 } });
    expect(short).not.toHaveProperty('stages');
    expect(long.sizes.codeBytes).toBe(short.sizes.codeBytes);
    expect(long.sizes.memory.total - short.sizes.memory.total).toBe(40 * short.sizes.memory.perStep);
    expect(wide.sizes.operations.perStep.multiplyAdds).toBe(4 * short.sizes.operations.perStep.multiplyAdds);
  });

  it('prints one stage alone, or all of them under their names', async () => {
    const plan = await call('compile', tiny, '--dump', 'plan');
    expect(plan.stdout).toMatch(/^plan of lstm, batch 2/);
    const all = (await call('compile', tiny, '--dump')).stdout;
    for (const name of ['traced', 'simplified', 'differentiated', 'phases', 'plan', 'nests'])
      expect(all).toContain(`== ${name}`);
    // Where the author's code is.
    expect(all).toMatch(/# lstm\.(ts|js):\d+:\d+/);
    const json = JSON.parse((await call('compile', tiny, '--json', '--dump', 'phases')).stdout);
    expect(json.stages).toEqual([{ name: 'phases', text: expect.stringContaining('einsum') }]);
  });

  it('shows what is left to TensorFlow', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pushdown-cli-compile-'));
    try {
      const path = join(folder, 'large.json');
      const experiment = JSON.parse(await readFile(tiny, 'utf8'));
      await writeFile(path, JSON.stringify({ ...experiment, model: { controller: { type: 'lstm', size: 160 } } }));
      const nestsFor = async (engine: string): Promise<string> =>
        (await call('compile', path, '--batch', '32', '--dump', 'nests', '--engine', engine)).stdout;
      expect(await nestsFor('compiled-tensorflow')).toMatch(/by the host: for .*sum over t in 0\.\.steps, lanes/);
      expect(await nestsFor('compiled')).toMatch(/^initial\n(?:(?!by the host).)*$/s);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says which stages there are', async () => {
    const { exitCode, stderr } = await call('compile', tiny, '--dump', 'assembly');
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'pushdown: --dump: there is no stage "assembly" (known: traced, simplified, differentiated, phases, plan, nests)\n',
    );
  });

  describe('of what the experiment trains', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'pushdown-compile-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    /** The plan for the tiny experiment with some fields replaced. */
    async function planWith(
      changes: { readonly training?: object } & Readonly<Record<string, unknown>>,
    ): Promise<string> {
      const base = JSON.parse(readFileSync(tiny, 'utf8'));
      const path = join(folder, 'experiment.json');
      writeFileSync(path, JSON.stringify({ ...base, ...changes, training: { ...base.training, ...changes.training } }));
      const { stdout, stderr } = await call('compile', path, '--dump', 'plan');
      expect(stderr).toBe('');
      return stdout;
    }

    it.each([
      ['gradients are clipped number by number', { training: { clipValue: 0.1 } }],
      [
        'numbers of parameters are frozen',
        { freeze: { type: 'random-entries', components: ['controller'], share: 0.5 } },
      ],
      ['states are rounded', { engine: { type: 'compiled', format: 'bfloat16', rounded: 'carry' } }],
    ])('shows that %s', async (_what, changes) => {
      expect(await planWith(changes)).not.toBe(await planWith({}));
    });

    it('shows the compiler where another engine trains', async () => {
      expect(await planWith({ engine: { type: 'reference', format: 'float16' } })).toBe(await planWith({}));
    });
  });
});
