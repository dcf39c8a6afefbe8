import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIn, runPnpm } from '../src/commands.ts';
import { readmeExamples } from '../src/examples.ts';
import { packAll } from '../src/pack.ts';

/** Somebody else's machine: folders outside of the repository, and packages as they are published. */
let outside: string;
let tarballs: Readonly<Record<string, string>>;
let overrides: Readonly<Record<string, string>>;
beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'pushdown-outside-'));
  mkdirSync(join(outside, 'tarballs'));
  tarballs = packAll(join(outside, 'tarballs'));
  // Until they are published, the registry does not have them: wherever one asks for another, it gets the tarball.
  overrides = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]));
});
afterAll(() => rmSync(outside, { recursive: true, force: true }));

const isLibrary = (name: string): boolean => name !== 'create-pushdown-plugin';
const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline'];
const timeout = 240_000;

type Manifest = Readonly<Record<string, unknown>>;

/** Installs what a manifest lists, with every package of this repository beside it. */
const installers: Readonly<Record<'npm' | 'pnpm', (folder: string, manifest: Manifest) => void>> = {
  npm(folder, manifest) {
    writeManifest(folder, { ...manifest, overrides });
    runIn(folder, 'npm', ['install', ...quiet]);
  },
  pnpm(folder, manifest) {
    writeManifest(folder, { ...manifest, pnpm: { overrides } });
    runPnpm(folder, ['install', '--prefer-offline', '--ignore-workspace']);
  },
};

function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
}

describe.each(['npm', 'pnpm'] as const)('installed by %s in an empty folder', (manager) => {
  let folder: string;

  beforeAll(() => {
    folder = join(outside, `consumer-${manager}`);
    mkdirSync(folder);
    const own = Object.fromEntries(Object.entries(overrides).filter(([name]) => isLibrary(name)));
    const dependencies = { ...own, zod: '^4.6.7', typescript: '~6.0.3' };
    installers[manager](folder, { name: 'consumer', private: true, type: 'module', dependencies });
  }, timeout);

  it('the examples of the README are right TypeScript, and run as JavaScript', () => {
    const examples = readmeExamples();
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const [index, code] of examples.entries()) {
      writeFileSync(join(folder, `example-${index + 1}.ts`), code);
      const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
      writeFileSync(
        join(folder, `example-${index + 1}.js`),
        ts.transpileModule(code, { compilerOptions: options }).outputText,
      );
    }
    const files = examples.map((_code, index) => `example-${index + 1}.ts`);
    // No `skipLibCheck`: the types of all packages are checked as well. ES2022 has what they need beyond the language.
    const strict = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--lib', 'es2023,dom'];
    runIn(folder, process.execPath, ['node_modules/typescript/bin/tsc', ...strict, ...files]);
    const outputs = examples.map((_code, index) => runIn(folder, process.execPath, [`example-${index + 1}.js`]));
    // The first example prints −ln p of each symbol of a string of nine symbols and of its end.
    expect(outputs[0]).toMatch(/Float64Array\(10\)/);
  });

  it('the command is there', () => {
    const cli = join(folder, 'node_modules/@pushdown/cli/bin/pushdown.js');
    expect(runIn(folder, process.execPath, [cli, 'list', 'memory'])).toContain('superposition-stack');
    expect(runIn(folder, process.execPath, [cli, 'bound', 'count-3', '--lengths', '9:9'])).toMatch(/perplexity/);
  });
});

describe('somebody who writes a memory', () => {
  let folder: string;

  it('begins a package', () => {
    const args = ['exec', '--yes', ...quiet, `--package=${tarballs['create-pushdown-plugin']}`, '--'];
    const output = runIn(outside, 'npm', [...args, 'create-pushdown-plugin', 'registers', '--kind', 'memory']);
    expect(output).toContain('Wrote registers to registers');
    folder = join(outside, 'registers');
  }, 120_000);

  it(
    'writes the memory of the README, tries all rules, and trains with it from the command line',
    () => {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      // npm wants what is listed and what is overridden to be the same.
      const devDependencies = Object.fromEntries(
        Object.entries(manifest.devDependencies).map(([name, range]) => [name, overrides[name] ?? range]),
      );
      installers.npm(folder, { ...manifest, devDependencies });
      const example = readmeExamples().find((code) => code.includes('defineMemory({')) as string;
      // Below forty lines, the imports and the empty lines included.
      expect(example.split('\n').length).toBeLessThan(40);
      rmSync(join(folder, 'src/registers.ts'));
      writeFileSync(join(folder, 'src/index.ts'), example);
      for (const file of ['test/conformance.test.js', 'bench/benchmark.js']) {
        const text = readFileSync(join(folder, file), 'utf8');
        writeFileSync(join(folder, file), text.replaceAll('registersMemory', 'registers'));
      }
      expect(runIn(folder, 'npm', ['test'])).toMatch(/^.*fail 0$/m);
      runIn(folder, 'npm', ['run', 'train']);
      const results = JSON.parse(readFileSync(join(folder, 'runs/first/results.json'), 'utf8'));
      expect(JSON.stringify(results)).toMatch(/"perplexity"/);
      expect(readFileSync(join(folder, 'runs/first/experiment.json'), 'utf8')).toContain('"registers"');
    },
    timeout,
  );
});
