import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface WorkspacePackage {
  readonly name: string;
  /** Folder relative to the root of the repository, such as `packages/core`. */
  readonly folder: string;
  readonly isTooling: boolean;
  readonly manifest: Manifest;
  /** Source and test files, relative to the root of the repository. */
  readonly sourceFiles: readonly string[];
}

export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What the checks look at. */
export interface Repository {
  readonly root: string;
  readonly files: readonly string[];
  readonly packages: readonly WorkspacePackage[];
}

const manifestPath = /^((packages|tooling)\/[^/]+)\/package\.json$/;
// Templates and fixtures lie elsewhere or are not code of the package: only these folders are.
const sourcePath = /^(src|test|bin)\/.*\.[cm]?[jt]sx?$/;

export function readRepository(root: string, files: readonly string[]): Repository {
  const packages = files.flatMap((file): WorkspacePackage[] => {
    const [, folder, group] = manifestPath.exec(file) ?? [];
    if (folder === undefined) return [];
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
    const prefix = `${folder}/`;
    const sourceFiles = files.filter((path) => path.startsWith(prefix) && sourcePath.test(path.slice(prefix.length)));
    return [{ name: manifest.name, folder, isTooling: group === 'tooling', manifest, sourceFiles }];
  });
  return { root, files, packages };
}
