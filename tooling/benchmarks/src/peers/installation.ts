import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ProcessError, runFresh } from '../processes/run-fresh.ts';
import type { Peer } from './peer.ts';

/** Where peers are looked for. */
export interface Places {
  /** The Python interpreter: a path or a name on the search path. */
  readonly python: string;
  /** The folder from which Node looks for modules. */
  readonly modules: string;
}

/** The version of a peer, or why it cannot be measured. */
export type Installation = { readonly version: string } | { readonly notMeasured: string };

/** Looks for what a peer needs. */
export function findPeer({ language, modules }: Peer, places: Places): Installation {
  try {
    const versions =
      language === 'python' ? pythonVersions(modules, places.python) : nodeVersions(modules, places.modules);
    const missing = modules.filter((name) => versions[name] === undefined);
    if (missing.length > 0) return { notMeasured: `not installed: ${missing.join(', ')}` };
    const [first] = modules as [string];
    return { version: `${first} ${versions[first]}` };
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    return { notMeasured: error.missing ? `not installed: ${error.message}` : `Python ${error.message}` };
  }
}

type Versions = Readonly<Record<string, string | undefined>>;

const askPython = `
import importlib.metadata, json, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
print(json.dumps({name: version(name) for name in sys.argv[1:] if version(name) is not None}))
`;

function pythonVersions(modules: readonly string[], python: string): Versions {
  return runFresh(python, ['-c', askPython, ...modules]) as Versions;
}

function nodeVersions(modules: readonly string[], folder: string): Versions {
  const require = createRequire(join(folder, 'peer.cjs'));
  return Object.fromEntries(
    modules.map((name) => {
      // Not `require(name/package.json)`: a package may keep that file to itself.
      const manifest = (require.resolve.paths(name) ?? [])
        .map((path) => join(path, name, 'package.json'))
        .find((path) => existsSync(path));
      if (manifest === undefined) return [name, undefined];
      return [name, (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version];
    }),
  );
}
