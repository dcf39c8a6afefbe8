import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { checkRepository } from '../src/check-repository.ts';
import { formatViolation } from '../src/violation.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repository-checks-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const manifest = (name: string, more: object = {}) => JSON.stringify({ name, ...more });

/** A small repository without any violation. */
const cleanTree: Readonly<Record<string, string>> = {
  'packages/tensors/package.json': manifest('@pushdown/tensors'),
  'packages/tensors/src/index.ts': `export const rank = 2;\n`,
  'packages/core/package.json': manifest('@pushdown/core', {
    dependencies: { '@pushdown/tensors': 'workspace:^', zod: '^4.0.0' },
    devDependencies: { '@pushdown/cells': 'workspace:*' },
  }),
  'packages/core/src/index.ts': `import { rank } from '@pushdown/tensors';\nexport * from './model.ts';\nexport { rank };\n`,
  'packages/core/src/model.ts': `export const model = 1;\n`,
  'packages/core/test/model.test.ts': `import '@pushdown/cells';\nimport '@pushdown/core';\nimport '../src/model.ts';\n`,
  'packages/cells/package.json': manifest('@pushdown/cells', {
    peerDependencies: { '@pushdown/core': '>=0.0.0 <1.0.0' },
  }),
  'packages/cells/src/index.ts': `import type { model } from '@pushdown/core';\nexport type Model = typeof model;\n`,
  'packages/datasets/package.json': manifest('@pushdown/datasets'),
  'packages/datasets/src/index.ts': `export {};\n`,
  'packages/cli/package.json': manifest('@pushdown/cli', { dependencies: { '@pushdown/cells': 'workspace:^' } }),
  'packages/cli/src/index.ts': `import '@pushdown/cells';\nconsole.log('cli');\n`,
  'packages/cli/bin/pushdown.js': `import '../dist/main.js';\n`,
  'tooling/report/package.json': manifest('@pushdown-tooling/report', {
    dependencies: { '@pushdown/cli': 'workspace:*' },
  }),
  'tooling/report/src/main.ts': `import '@pushdown/cli';\nconsole.log('report');\n`,
  'README.md': 'Pages of packages/home/start and of https://example.org/home/start lie elsewhere.\n',
};

/** What the checks say about the clean tree with some files replaced or added. */
function check(changes: Readonly<Record<string, string>> = {}): string[] {
  for (const [path, content] of Object.entries({ ...cleanTree, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return checkRepository(root).map(formatViolation);
}

describe('a clean repository', () => {
  it('passes', () => {
    expect(check()).toEqual([]);
  });
});

describe('direction of imports', () => {
  const wrong: Readonly<Record<string, string>> = {
    static: `import { model } from '@pushdown/core';`,
    'side effect': `import '@pushdown/core';`,
    'type-only': `import type { model } from '@pushdown/core';`,
    're-export': `export * from '@pushdown/core';`,
    dynamic: `const core = await import('@pushdown/core');`,
    'import type': `export type Model = import('@pushdown/core').Model;`,
    augmentation: `declare module '@pushdown/core' { interface Options {} }`,
    'sub-path': `import '@pushdown/core/testing';`,
  };
  for (const [kind, code] of Object.entries(wrong)) {
    it(`finds a wrong ${kind} import`, () => {
      const [violation, ...others] = check({ 'packages/tensors/src/index.ts': `\n${code}\n` });
      expect(others).toEqual([]);
      expect(violation).toMatch(/^packages\/tensors\/src\/index\.ts:2 {2}imports @pushdown\/core/);
      expect(violation).toContain('may depend on no other package of the repository only');
    });
  }

  it('finds a wrong import in a test', () => {
    expect(check({ 'packages/tensors/test/rank.test.ts': `import '@pushdown/core';\n` })).toEqual([
      expect.stringContaining('packages/tensors/test/rank.test.ts:1  imports @pushdown/core'),
    ]);
  });

  it('keeps plugins apart from each other, in tests too', () => {
    const found = check({
      'packages/cells/package.json': manifest('@pushdown/cells', { devDependencies: { '@pushdown/datasets': '*' } }),
      'packages/cells/src/index.ts': `import '@pushdown/datasets';\n`,
      'packages/cells/test/cell.test.ts': `import '@pushdown/datasets';\n`,
    });
    expect(found).toHaveLength(3);
  });

  it('finds a wrong dependency of a manifest', () => {
    for (const field of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
      const changed = manifest('@pushdown/tensors', { [field]: { '@pushdown/core': '*' } });
      expect(check({ 'packages/tensors/package.json': changed })).toEqual([
        expect.stringContaining('packages/tensors/package.json  depends on @pushdown/core'),
      ]);
    }
  });

  it('does not let anything depend on tooling', () => {
    expect(check({ 'packages/cli/src/index.ts': `import '@pushdown-tooling/report';\n` })).toEqual([
      expect.stringContaining('nothing may depend on tooling'),
    ]);
  });

  it('asks for a decision about a package without rule', () => {
    expect(check({ 'packages/extra/package.json': manifest('@pushdown/extra') })).toEqual([
      expect.stringContaining('@pushdown/extra has no entry in allowedDependencies'),
    ]);
  });
});

describe('plugins in the tests of their host', () => {
  it('are not allowed in its source', () => {
    expect(check({ 'packages/core/src/model.ts': `import '@pushdown/cells';\n` })).toEqual([
      expect.stringContaining('may use this package only in its tests'),
    ]);
    const compiler = { 'packages/compiler/package.json': manifest('@pushdown/compiler') };
    expect(check({ ...compiler, 'packages/core/src/model.ts': `import '@pushdown/compiler';\n` })).toEqual([
      expect.stringContaining('may use this package only in its tests'),
    ]);
  });

  it('have to be development dependencies', () => {
    expect(check({ 'packages/core/test/data.test.ts': `import '@pushdown/datasets';\n` })).toEqual([
      expect.stringContaining('only as a devDependency'),
    ]);
    const published = manifest('@pushdown/core', { dependencies: { '@pushdown/cells': 'workspace:^' } });
    expect(check({ 'packages/core/package.json': published })).toContainEqual(
      expect.stringContaining('packages/core/package.json  depends on @pushdown/cells'),
    );
  });
});

it('lets the tests of plugins use the suites that plugins pass', () => {
  const suites = { 'packages/plugin-testing/package.json': manifest('@pushdown/plugin-testing') };
  const own = manifest('@pushdown/datasets', { devDependencies: { '@pushdown/plugin-testing': 'workspace:*' } });
  const tested = { ...suites, 'packages/datasets/package.json': own };
  const line = `import '@pushdown/plugin-testing';\n`;
  expect(check({ ...tested, 'packages/datasets/test/language.test.ts': line })).toEqual([]);
  expect(check({ ...tested, 'packages/datasets/src/index.ts': line })).toEqual([
    expect.stringContaining('may use this package only in its tests'),
  ]);
});

describe('relative imports', () => {
  it('must not leave their package', () => {
    expect(check({ 'packages/core/test/model.test.ts': `import '../../tensors/src/index.ts';\n` })).toEqual([
      expect.stringContaining('lies outside packages/core'),
    ]);
  });

  it('must end in .ts', () => {
    for (const name of ['./model', './model.js', '.']) {
      expect(check({ 'packages/core/src/index.ts': `import '${name}';\n` })).toEqual([
        expect.stringContaining(`packages/core/src/index.ts:1  imports ${name}: a relative import ends in`),
      ]);
    }
  });
});

describe('console', () => {
  it('is not used by a library', () => {
    expect(
      check({
        'packages/core/src/model.ts': `// console.log in a comment\nconsole.log(1);\nglobalThis.console.warn(2);\n`,
      }),
    ).toEqual([
      expect.stringContaining('packages/core/src/model.ts:2  uses console'),
      expect.stringContaining('packages/core/src/model.ts:3  uses console'),
    ]);
  });

  it('may be used by a test', () => {
    expect(check({ 'packages/core/test/print.test.ts': `console.log(1);\n` })).toEqual([]);
  });
});

describe('paths of one machine', () => {
  // Joined here, so that this file does not contain what it tests for.
  const paths = [
    ['', 'home', 'someone', 'code'].join('/'),
    ['', 'Users', 'someone', 'code'].join('/'),
    ['', 'root', 'code'].join('/'),
    ['C:', 'Users', 'someone'].join('\\'),
    `${['', 'data', '.'].join('/')}${['libr', 'ary'].join('')}/notes.md`,
  ];
  for (const path of paths) {
    it(`finds ${path}`, () => {
      expect(check({ 'docs/notes.md': `First line.\nSee ${path}.\n` })).toEqual([
        expect.stringMatching(/^docs\/notes\.md:2 {2}contains .*a path of one machine/),
      ]);
    });
  }

  it('does not look into binary files', () => {
    expect(check({ 'docs/image.png': `\0${paths[0]}` })).toEqual([]);
  });
});
