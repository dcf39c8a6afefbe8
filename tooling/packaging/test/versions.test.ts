import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runIn } from '../src/commands.ts';
import { publishedPackages, readManifest, root } from '../src/repository.ts';

/** The manifests of this repository without its code, as versions are made of them. */
let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'pushdown-versions-'));
  for (const file of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', '.changeset/config.json'])
    cpSync(join(root, file), join(copy, file), { recursive: true });
  for (const { folder, manifest } of publishedPackages) {
    const place = join(copy, relative(root, folder));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify({ ...manifest, version: '0.3.1' }));
  }
  const git = (...args: string[]) =>
    runIn(copy, 'git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args]);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=copy');
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

it('a minor version of core is no major version of plugins, and the kit for authors goes with it', () => {
  writeFileSync(join(copy, '.changeset/more.md'), `---\n'@pushdown/core': minor\n---\n\nMore.\n`);
  runIn(copy, process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version']);
  const versions = Object.fromEntries(
    publishedPackages.map(({ name, folder }) => [name, readManifest(join(copy, relative(root, folder))).version]),
  );
  expect(versions).toMatchObject({
    '@pushdown/core': '0.4.0',
    '@pushdown/tensors': '0.4.0',
    '@pushdown/plugin-testing': '0.4.0',
    'create-pushdown-plugin': '0.4.0',
    // Peers of core: what they accept has not changed.
    '@pushdown/cells': '0.3.1',
    '@pushdown/memory-structures': '0.3.1',
    '@pushdown/evaluation': '0.3.1',
  });
  expect(Object.values(versions).filter((version) => !version.startsWith('0.'))).toEqual([]);
});
