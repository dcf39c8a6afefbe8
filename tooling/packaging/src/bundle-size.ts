import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface Bundle {
  /** Bytes, gzipped. */
  readonly size: number;
  /** Names of all packages of which something is in it, sorted. */
  readonly packages: readonly string[];
}

/** A page of this package as browsers get it: bundled and minified from the builds of the packages, without what it does not use. */
export async function bundlePage(page: 'interpreted' | 'compiled'): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${page}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    outdir: 'out',
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
