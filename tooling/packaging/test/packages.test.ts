import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packAll } from '../src/pack.ts';
import { publishedPackages } from '../src/repository.ts';

let folder: string;
let tarballs: Readonly<Record<string, string>>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdown-packed-'));
  tarballs = packAll(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(publishedPackages.map((one) => [one.name, one] as const))(
  '%s, packed',
  (name, { manifest, folder: own }) => {
    it('has nothing that publint objects to', async () => {
      const bytes = readFileSync(tarballs[name] as string);
      const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
      const found = messages.map((message) => formatMessage(message, pkg as Record<string, unknown>, { color: false }));
      // Manifests of templates are those of packages to be.
      expect(found.filter((message) => message?.startsWith('./templates/') !== true)).toEqual([]);
    });

    it('has the right types wherever modules are resolved', async () => {
      const result = await checkPackage(createPackageFromTarballData(readFileSync(tarballs[name] as string)));
      expect(result.types && 'problems' in result ? result.problems.filter(concernsModules) : 'no types').toEqual([]);
    });

    it('declares what a published package has to', () => {
      expect(manifest).toMatchObject({
        sideEffects: false,
        publishConfig: { access: 'public', provenance: true },
        engines: { node: '>=20.19' },
      });
      // Provenance is refused for a package whose place in the repository is wrong.
      expect(own.endsWith(manifest.repository?.directory ?? '-')).toBe(true);
      for (const [path, target] of Object.entries(manifest.exports))
        if (path !== './package.json') expect(Object.keys(target)).toEqual(['@pushdown/source', 'types', 'default']);
      expect(manifest.exports['./package.json']).toBe('./package.json');
    });
  },
);

/** The packages are ESM only: how CommonJS without `require` of modules sees them does not matter. */
function concernsModules(problem: Problem): boolean {
  if (!('resolutionKind' in problem)) return problem.kind !== 'CJSOnlyExportsDefault';
  return problem.resolutionKind === 'node16-esm' || problem.resolutionKind === 'bundler';
}
