import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture } from './call.ts';

// These run the built command as its users do; `npm test` builds it first.
const command = fileURLToPath(new URL('../bin/pushdown.js', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-process-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function start(...argv: string[]) {
  return startWith([], argv);
}

/** @param flags of Node itself. */
function startWith(flags: readonly string[], argv: readonly string[]) {
  const child = spawn(process.execPath, [...flags, command, ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return { child, output, ended: once(child, 'close').then(([code]) => code as number) };
}

describe('the command as a process', () => {
  it('runs a study from start to report, and nothing of it again', { timeout: 180_000 }, async () => {
    await writeFile(join(folder, 'study.json'), await readFile(fixture('study.json')));
    const run = start('study', 'run', 'study.json', '--output', 'report');
    expect(await run.ended, run.output.stderr).toBe(0);
    expect(run.output.stdout).toMatch(/count-3[\s\S]*lower bound[\s\S]*bigram[\s\S]*marked-copy/);
    expect(run.output.stderr).toMatch(/study "small" in report: 8 runs, 8 left; at most \d+ s with \d+ worker/);
    expect(run.output.stderr).toContain('[8/8]');
    expect(run.output.stderr).not.toContain('Warning');
    expect(await readFile(join(folder, 'report', 'report.html'), 'utf8')).toContain('<table>');
    const again = start('study', 'run', 'study.json', '--output', 'report');
    expect(await again.ended, again.output.stderr).toBe(0);
    expect(again.output.stderr).toBe('study "small" in report: 8 runs, 0 left\n');
    expect(again.output.stdout).toBe(run.output.stdout);
  });

  it('trains to the same bytes in another process, whichever of its compilers V8 uses', {
    timeout: 180_000,
  }, async () => {
    const experiment = JSON.parse(await readFile(fixture('tiny.json'), 'utf8'));
    experiment.model = {
      controller: { type: 'lstm', size: 7 },
      memory: { type: 'superposition-stack', size: 3 },
    };
    // Long enough for hot code to be optimized in between.
    experiment.training = { ...experiment.training, lengths: [20, 40], batches: 40, batchSize: 10 };
    await writeFile(join(folder, 'experiment.json'), JSON.stringify(experiment));
    const processes = [
      ['first', []],
      ['second', []],
      ['baseline', ['--liftoff-only']],
    ] as const;
    for (const [name, flags] of processes) {
      const { output, ended } = startWith(flags, ['run', 'experiment.json', '--output', name]);
      expect(await ended, output.stderr).toBe(0);
    }
    for (const file of ['parameters.safetensors', 'results.json']) {
      const [first, ...others] = await Promise.all(processes.map(([name]) => readFile(join(folder, name, file))));
      for (const other of others) expect(first?.equals(other), file).toBe(true);
    }
    expect(await readFile(join(folder, 'first', 'results.json'), 'utf8')).toContain('"engine": "compiled"');
  });

  it('trains with relaxed SIMD where the runtime has it, to nearly the same, and says where it does not', {
    timeout: 120_000,
  }, async () => {
    const experiment = JSON.parse(await readFile(fixture('tiny.json'), 'utf8'));
    const lossOf = async (name: string, engine: unknown, flags: readonly string[]): Promise<number> => {
      await writeFile(join(folder, `${name}.json`), JSON.stringify({ ...experiment, engine }));
      const { output, ended } = startWith(flags, ['run', `${name}.json`, '--output', name]);
      expect(await ended, output.stderr).toBe(0);
      return JSON.parse(await readFile(join(folder, name, 'results.json'), 'utf8')).training.validationLoss;
    };
    const relaxed = { type: 'compiled', relaxedSimd: true };
    // Node 20 has it behind a flag, which newer versions take and ignore or do not know.
    const [major] = process.versions.node.split('.').map(Number) as [number];
    const flags = major < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
    const [plain, fused] = [await lossOf('plain', 'compiled', []), await lossOf('fused', relaxed, flags)];
    expect(Math.abs(fused / plain - 1)).toBeLessThan(1e-3);
    if (flags.length === 0) return;
    const { output, ended } = startWith([], ['run', 'fused.json', '--output', 'without']);
    expect(await ended).toBe(2);
    expect(output.stderr).toMatch(/this runtime has no relaxed SIMD: [^\n]*leave relaxedSimd out\n$/);
  });

  it('exits with 130 when it is interrupted, and leaves nothing that looks finished', async () => {
    const experiment = JSON.parse(await readFile(fixture('tiny.json'), 'utf8'));
    experiment.training = { ...experiment.training, maximumEpochs: 1_000_000, patience: 1_000_000, batches: 40 };
    await writeFile(join(folder, 'long.json'), JSON.stringify(experiment));
    const { child, output, ended } = start('run', 'long.json');
    child.stderr.once('data', () => child.kill('SIGINT'));
    expect(await ended).toBe(130);
    expect(output.stderr).toMatch(/pushdown: interrupted[^\n]*\n$/);
    expect(await readdir(join(folder, 'runs', 'tiny'))).not.toContain('results.json');
  });

  it('reports a mistake through its exit code', async () => {
    const { output, ended } = start('run', 'missing.json');
    expect(await ended).toBe(2);
    expect(output.stderr).toBe('pushdown: there is no experiment file "missing.json"\n');
  });
});
