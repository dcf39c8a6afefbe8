import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinds, ScaffoldError, scaffold } from 'create-pushdown-plugin';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../src/run.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'create-pushdown-plugin-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

describe.each(kinds)('a %s', (kind) => {
  it('has all its files under its own names', () => {
    const { files, name, packageName } = scaffold({ folder: join(root, 'pushdown-ring'), kind });
    expect({ name, packageName }).toEqual({ name: 'ring', packageName: 'pushdown-ring' });
    expect(files).toEqual([
      '.gitignore',
      'README.md',
      'bench/benchmark.js',
      'experiment.json',
      'package.json',
      'src/index.ts',
      'src/ring.ts',
      'test/conformance.test.js',
      'tsconfig.json',
    ]);
    const text = files.map((file) => read('pushdown-ring', file)).join('\n');
    expect(text).not.toMatch(/placeholder/i);
    expect(read('pushdown-ring', 'src/ring.ts')).toContain(`name: 'ring'`);
  });

  it('can be published, and depends on nothing that its template does not', () => {
    scaffold({ folder: join(root, 'mine'), kind, packageName: '@me/ring' });
    const manifest = JSON.parse(read('mine', 'package.json'));
    expect(manifest).toMatchObject({ name: '@me/ring', version: '0.1.0', keywords: ['pushdown-plugin'] });
    expect(manifest.private).toBeUndefined();
    // Plugins run with whatever version their host has, if the interface is the same.
    expect(manifest.peerDependencies['@pushdown/core']).toBe('>=0.0.0 <1.0.0');
  });
});

it('names code so that no name is a reserved word, and no word stands twice', () => {
  scaffold({ folder: join(root, 'delete'), kind: 'memory' });
  expect(read('delete', 'src/delete.ts')).toContain('export const deleteMemory:');
  scaffold({ folder: join(root, 'x'), kind: 'memory', name: 'ring-memory' });
  expect(read('x', 'src/ring-memory.ts')).toContain('export const ringMemory:');
});

it.each([
  [{ name: 'Ring' }, /the name "Ring" is not usable: .*"ring-buffer"/],
  [{ name: '3-gram' }, /begins with a letter/],
  [{ packageName: 'Ring Buffer' }, /npm does not take the package name "Ring Buffer": .*capital/],
  [{ packageName: 'http' }, /npm does not take the package name "http"/],
])('refuses %j and writes nothing', (names, message) => {
  const start = () => scaffold({ folder: join(root, 'new'), kind: 'memory', ...names });
  expect(start).toThrow(ScaffoldError);
  expect(start).toThrow(message);
  expect(readdirSync(root)).toEqual([]);
});

it('leaves a folder alone in which there is something, and takes one that is empty', () => {
  mkdirSync(join(root, 'mine'));
  writeFileSync(join(root, 'mine', 'notes.txt'), 'mine');
  expect(() => scaffold({ folder: join(root, 'mine'), kind: 'memory' })).toThrow(/is not empty; name one/);
  expect(readdirSync(join(root, 'mine'))).toEqual(['notes.txt']);
  rmSync(join(root, 'mine', 'notes.txt'));
  scaffold({ folder: join(root, 'mine'), kind: 'memory' });
  expect(existsSync(join(root, 'mine', 'package.json'))).toBe(true);
  expect(readdirSync(root)).toEqual(['mine']);
});

it.skipIf(process.getuid?.() === 0)('leaves nothing behind where it may not write', () => {
  chmodSync(root, 0o500);
  expect(() => scaffold({ folder: join(root, 'mine'), kind: 'memory' })).toThrow(/EACCES/);
  chmodSync(root, 0o700);
  expect(readdirSync(root)).toEqual([]);
});

describe('the command', () => {
  async function call(...argv: string[]) {
    let [out, error] = ['', ''];
    const code = await run(argv, {
      out: (text) => {
        out += text;
      },
      error: (text) => {
        error += text;
      },
      isInteractive: false,
    });
    return { code, out, error };
  }

  it('says what comes next', async () => {
    const { code, out, error } = await call(join(root, 'ring'), '--kind', 'language');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/^Wrote ring to .*ring\. Next:[\s\S]*npm install\n {2}npm test/);
  });

  it('prints JSON', async () => {
    const { out } = await call(join(root, 'ring'), '--kind', 'memory', '--package', '@me/ring', '--json');
    expect(JSON.parse(out)).toMatchObject({ name: 'ring', packageName: '@me/ring', folder: join(root, 'ring') });
  });

  it.each([
    [[], /say a folder and --kind, as in: npm create pushdown-plugin/],
    [['ring'], /say --kind, as in/],
    [['ring', '--kind', 'stack'], /'stack' is invalid. Allowed choices are memory, controller/],
    [['ring', '--kind', 'memory', '--colour'], /unknown option '--colour'/],
    [['Ring', '--kind', 'memory'], /the name "Ring" is not usable/],
  ])('refuses %j in one line', async (argv, message) => {
    const { code, out, error } = await call(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(message);
    expect(error.trim().split('\n')).toHaveLength(1);
  });

  it('has help', async () => {
    const { code, out } = await call('--help');
    expect(code).toBe(0);
    expect(out).toContain('--kind <kind>');
  });
});
