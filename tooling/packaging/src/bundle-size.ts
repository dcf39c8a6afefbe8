import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface Bundle {
  /** Bytes, gzipped. */
  readonly size: number;
  /** Names of all packages of which something is in it, sorted. */
  readonly packages: readonly string[];
}

const forBrowsers = {
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  outdir: 'out',
} as const;

/** Everything that a package exports. @throws Error when it needs what only Node has. */
export async function bundleWhole(folder: string): Promise<void> {
  await build({ ...forBrowsers, entryPoints: [join(folder, 'dist', 'index.js')], logLevel: 'silent' });
}

/**
 * A page of this package as browsers get it: bundled and minified from the builds of the packages, without what it does not use.
 * @param page what trains, or whole packages; then without Zod, which is as large as they are.
 */
export async function bundlePage(
  page: 'interpreted' | 'compiled' | 'all-of-core' | 'all-of-compiler',
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${page}.ts`, import.meta.url))],
    ...forBrowsers,
    minify: true,
    metafile: true,
    external: page.startsWith('all-of') ? ['zod'] : [],
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const packages = inputs.map(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? /packages\/([^/]+)/.exec(path)?.[1],
  );
  return {
    size: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length,
    packages: [...new Set(packages)].filter((name) => name !== undefined).sort(),
  };
}
