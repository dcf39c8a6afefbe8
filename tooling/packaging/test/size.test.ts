import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundlePage, bundleWhole } from '../src/bundle-size.ts';
import { trainCompiled } from '../src/pages/compiled.ts';
import { trainInterpreted } from '../src/pages/interpreted.ts';
import { publishedPackages } from '../src/repository.ts';

const libraries = ['@noble/hashes', 'fastest-levenshtein', 'pure-rand'];

describe.each([
  { page: 'interpreted', budget: 30_000, packages: ['core', 'tensors'] },
  { page: 'compiled', budget: 60_000, packages: ['compiler', 'core', 'tensors'] },
  { page: 'all-of-core', budget: 33_000, packages: ['core', 'tensors'] },
  { page: 'all-of-compiler', budget: 73_000, packages: ['compiler', 'core', 'tensors'] },
] as const)('the page $page', ({ page, budget, packages }) => {
  it(`fits into ${budget / 1000} kB, gzipped`, async () => {
    const bundle = await bundlePage(page);
    expect(bundle.size).toBeLessThan(budget);
    // An empty bundle would fit as well.
    expect(bundle.packages.filter((name) => !libraries.includes(name))).toEqual(packages);
  });
});

const needNode = ['cli', 'create-pushdown-plugin', 'studies', 'tensorflow'];

describe('packages for browsers need nothing that only Node has', () => {
  const folders = publishedPackages.map(({ folder }) => ({ folder, name: basename(folder) }));

  it.each(folders.filter(({ name }) => !needNode.includes(name)))('$name', async ({ folder }) => {
    await bundleWhole(folder);
  });

  it('as the scaffolder does', async () => {
    const folder = folders.find(({ name }) => name === 'create-pushdown-plugin')?.folder ?? '';
    await expect(bundleWhole(folder)).rejects.toThrow('Could not resolve "node:fs');
  });
});

it('pages train, and the same whichever engine they load', () => {
  const strings = [[0, 1, 2, 0]];
  const [interpreted, compiled] = [trainInterpreted(strings, 20), trainCompiled(strings, 20)];
  expect(interpreted.at(-1)).toBeLessThan((interpreted[0] as number) / 2);
  for (const [step, loss] of interpreted.entries()) expect(compiled[step]).toBeCloseTo(loss, 3);
});
