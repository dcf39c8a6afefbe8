import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildBinding } from '../src/build.ts';
import { check } from '../src/check.ts';
import { link } from '../src/link.ts';
import { cacheFolder } from '../src/places.ts';
import { run } from '../src/run.ts';
import { setup } from '../src/setup.ts';
import { makeOnce } from '../src/staging.ts';
import { sha256, wheel } from '../src/wheel.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdown-setup-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A package in the place of tfjs-node. */
function packageOf(code: string): string {
  const path = join(folder, 'tfjs-node');
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), '{ "version": "4.22.0" }');
  writeFileSync(join(path, 'index.js'), code);
  return path;
}

const working = `
exports.tensor2d = (values) => values;
exports.matMul = () => ({ dataSync: () => [11] });
exports.getBackend = () => 'tensorflow';
exports.backend = () => ({ binding: { TF_Version: '2.0.0' } });
`;

describe('a look at tfjs-node', () => {
  it('finds the version of one that computes', () => {
    expect(check(packageOf(working))).toEqual({ version: '2.0.0', reason: '' });
  });

  it.each([
    ['throws', `throw new Error('no such library: libtensorflow.so.2')`, 'Error: no such library: libtensorflow.so.2'],
    ['computes something else', working.replace('11', '12'), 'Error: it computes 12 on tensorflow'],
    ['ends the process', `process.stderr.write('aborted\\n'); process.exit(0)`, 'aborted'],
  ])('says what is wrong with one that %s', (_what, code, reason) => {
    expect(check(packageOf(code))).toEqual({ version: undefined, reason });
  });
});

describe('setting up', () => {
  it('changes nothing where tfjs-node works', async () => {
    const [path, cache, said] = [packageOf(working), join(folder, 'cache'), [] as string[]];
    expect(await setup(path, cache, (line) => said.push(line))).toBe('2.0.0');
    expect(said).toEqual(['tfjs-node works already, with TensorFlow 2.0.0']);
    expect(readdirSync(folder)).toEqual(['tfjs-node']);
    expect(readdirSync(path).sort()).toEqual(['index.js', 'package.json']);
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'names the tools that building needs and leaves nothing behind',
    async () => {
      vi.stubEnv('PATH', folder);
      const path = packageOf('');
      await expect(buildBinding(join(folder, 'cache'), path, '4.22.0')).rejects.toThrow(
        '"python3 -m pip --version" does not work; Python with pip, g++ and make are needed',
      );
      expect(readdirSync(folder)).toEqual(['tfjs-node']);
    },
  );

  it('keeps libraries in the cache of the user', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'pushdown'));
  });
});

describe('a folder that is made once', () => {
  it('is not made again, and is not there when making it failed', async () => {
    const path = join(folder, 'made', 'once');
    await expect(
      makeOnce(path, (staging) => {
        writeFileSync(join(staging, 'half'), '');
        throw new Error('full');
      }),
    ).rejects.toThrow('full');
    expect(readdirSync(join(folder, 'made'))).toEqual([]);
    const make = vi.fn((staging: string) => writeFileSync(join(staging, 'whole'), ''));
    for (let time = 0; time < 2; time++) expect(await makeOnce(path, make)).toBe(path);
    expect(make).toHaveBeenCalledTimes(1);
    expect(readdirSync(path)).toEqual(['whole']);
    expect(readdirSync(join(folder, 'made'))).toEqual(['once']);
  });
});

it('links replace what was there, and leave the rest of the package as it is', () => {
  const path = packageOf('');
  const built = join(folder, 'built');
  for (const part of ['deps', 'lib']) {
    mkdirSync(join(path, part));
    writeFileSync(join(path, part, 'old'), '');
    mkdirSync(join(built, part), { recursive: true });
    writeFileSync(join(built, part, 'new'), part);
  }
  // Twice: the second time there are links to replace.
  for (let time = 0; time < 2; time++) link(path, built);
  expect(lstatSync(join(path, 'lib')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(path, 'deps', 'new'), 'utf8')).toBe('deps');
  expect(readdirSync(join(built, 'lib'))).toEqual(['new']);
  expect(readdirSync(path).sort()).toEqual(['deps', 'index.js', 'lib', 'package.json']);
});

it('commands report what they wrote, that they are missing, and that they took too long', () => {
  const node = (script: string, seconds = 30) => run(process.execPath, ['-e', script], { seconds });
  expect(node('console.log("a"); console.error("b"); process.exit(3)')).toEqual({ succeeded: false, text: 'a\nb\n' });
  expect(run('there-is-no-such-command', [], { seconds: 1 }).text).toContain('ENOENT');
  expect(node('setTimeout(() => {}, 60000)', 0.5).text).toContain('ended after 0.5 seconds');
});

it('checksums are those of SHA-256', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'abc');
  // FIPS 180-2, appendix B.1.
  expect(await sha256(path)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
});
