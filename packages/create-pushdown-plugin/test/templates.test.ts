import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinds } from 'create-pushdown-plugin';
import { describe, expect, it } from 'vitest';

const templates = fileURLToPath(new URL('../templates', import.meta.url));
const cli = join(dirname(createRequire(import.meta.url).resolve('@pushdown/cli/package.json')), 'bin/pushdown.js');

/** Templates are packages of this workspace: they are built with it, and do here what they promise their users. */
describe.each(kinds)('the template of a %s', (kind) => {
  const folder = join(templates, kind);
  const node = (...args: string[]) => {
    expect(existsSync(join(folder, 'dist/index.js')), 'templates need a build: pnpm build').toBe(true);
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: expect.any(String) });
    return stdout;
  };

  it('keeps every rule of its slot', () => {
    const output = node('--test', '--test-reporter=tap', 'test/conformance.test.js');
    expect(output).toMatch(/^# fail 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(10);
  });

  it('runs its experiment', () => {
    const runs = mkdtempSync(join(tmpdir(), 'pushdown-template-'));
    try {
      const output = join(runs, 'first');
      node(cli, 'run', 'experiment.json', '--output', output);
      expect(readFileSync(join(output, 'experiment.json'), 'utf8')).toMatch(/placeholder-/);
    } finally {
      rmSync(runs, { recursive: true, force: true });
    }
  });

  it('measures itself', () => {
    expect(node('bench/benchmark.js')).toMatch(/\d\.\d/);
  });

  it('has every development dependency in the manifest that versions are taken from', () => {
    const manifestOf = (path: string) =>
      JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
        readonly dependencies: Readonly<Record<string, string>>;
        readonly devDependencies: Readonly<Record<string, string>>;
      };
    const known = Object.keys(manifestOf(join(templates, '..')).devDependencies);
    const { dependencies, devDependencies } = manifestOf(folder);
    const needed = Object.keys({ ...dependencies, ...devDependencies });
    expect(needed.filter((name) => !known.includes(name))).toEqual([]);
  });
});
