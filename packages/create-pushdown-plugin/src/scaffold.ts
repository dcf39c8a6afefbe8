import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScaffoldError } from './errors.ts';
import type { Kind } from './kinds.ts';
import { namesOf } from './names.ts';
import { renamed, renderManifest, type Versions } from './render.ts';

/** What is to be written, and where. */
export interface ScaffoldOptions {
  /** Where the package is to be; must not exist, or be empty. */
  readonly folder: string;
  readonly kind: Kind;
  /** What experiments call the contribution; by default the folder's name without a leading `pushdown-`. */
  readonly name?: string | undefined;
  /** The package's name; by default that of the folder. */
  readonly packageName?: string | undefined;
}

/** What was written. */
export interface Scaffolded {
  readonly folder: string;
  readonly name: string;
  readonly packageName: string;
  /** Relative to the folder, sorted. */
  readonly files: readonly string[];
}

const own = fileURLToPath(new URL('..', import.meta.url));

/** What tools make in a template where it is developed. */
const made = new Set(['node_modules', 'dist', 'runs', 'tsconfig.tsbuildinfo']);

/**
 * Writes a package that builds, passes the conformance suite of its slot, trains from the command line and can be published.
 * It appears whole or not at all.
 *
 * @throws ScaffoldError when a name is not usable or the folder is not empty; errors of the file system as they are.
 */
export function scaffold({ folder, kind, name, packageName }: ScaffoldOptions): Scaffolded {
  const target = resolve(folder);
  const folderName = basename(target);
  const names = namesOf(kind, name ?? folderName.replace(/^pushdown-/, ''), packageName ?? folderName);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new ScaffoldError(`the folder ${folder} is not empty; name one that does not exist yet`);
  mkdirSync(dirname(target), { recursive: true });
  // Beside the target, because only within one file system can a folder be moved at once.
  const draft = mkdtempSync(join(dirname(target), `.${folderName}-`));
  try {
    const template = join(own, 'templates', kind);
    cpSync(template, draft, { recursive: true, filter: (path) => !made.has(basename(path)) });
    const files = filesBelow(draft).map((file) => {
      const text = readFileSync(join(draft, file), 'utf8');
      // npm leaves files called .gitignore out of a package.
      const path = renamed(kind, names, file).replace(/^_gitignore$/, '.gitignore');
      rmSync(join(draft, file));
      const content = renamed(kind, names, text);
      writeFileSync(
        join(draft, path),
        file === 'package.json' ? renderManifest(content, publishedVersions()) : content,
      );
      return path;
    });
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
    return { folder: target, name: names.name, packageName: names.packageName, files: files.sort() };
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** The versions this package was published with: pnpm writes them into its manifest in place of the workspace's own. */
function publishedVersions(): Versions {
  const manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as {
    readonly devDependencies: Versions;
  };
  return manifest.devDependencies;
}
