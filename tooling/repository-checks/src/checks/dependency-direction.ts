import {
  allowedDependencies,
  conformancePackage,
  enginePackages,
  packagesTestedWithPlugins,
  pluginPackages,
} from '../rules.ts';
import { readSourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';
import type { Repository, WorkspacePackage } from '../workspace.ts';

type Decision = 'allowed' | string;

/** Imports and manifests keep to the direction that `rules.ts` lays down. */
export function checkDependencyDirection(repository: Repository): Violation[] {
  return repository.packages.flatMap((owner) => [
    ...checkEntry(owner),
    ...checkManifest(owner, repository),
    ...checkImports(owner, repository),
  ]);
}

function checkEntry(owner: WorkspacePackage): Violation[] {
  if (owner.isTooling || Object.hasOwn(allowedDependencies, owner.name)) return [];
  const message = `${owner.name} has no entry in allowedDependencies (tooling/repository-checks/src/rules.ts).`;
  return [{ file: `${owner.folder}/package.json`, message }];
}

function checkManifest(owner: WorkspacePackage, repository: Repository): Violation[] {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = owner.manifest;
  const published = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  const file = `${owner.folder}/package.json`;
  const check = (names: readonly string[], inTest: boolean): Violation[] =>
    names.flatMap((name) => {
      const target = findPackage(repository, name);
      const decision = target === undefined ? 'allowed' : decide(owner, target, inTest);
      return decision === 'allowed' ? [] : [{ file, message: `depends on ${name}: ${decision}` }];
    });
  return [...check(published, false), ...check(Object.keys(devDependencies ?? {}), true)];
}

function checkImports(owner: WorkspacePackage, repository: Repository): Violation[] {
  return owner.sourceFiles.flatMap((file) => {
    const inTest = file.startsWith(`${owner.folder}/test/`);
    return readSourceFile(repository.root, file).imports.flatMap(({ specifier, line }) => {
      const target = findPackage(repository, specifier);
      const decision = target === undefined ? 'allowed' : decide(owner, target, inTest);
      return decision === 'allowed' ? [] : [{ file, line, message: `imports ${specifier}: ${decision}` }];
    });
  });
}

/** The package of this repository that a module name such as `@pushdown/core/testing` belongs to. */
function findPackage(repository: Repository, specifier: string): WorkspacePackage | undefined {
  return repository.packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
}

/** `allowed`, or why not. */
function decide(owner: WorkspacePackage, target: WorkspacePackage, inTest: boolean): Decision {
  if (owner.name === target.name) return 'allowed';
  if (target.isTooling) return 'nothing may depend on tooling.';
  if (owner.isTooling) return 'allowed';
  const allowed = allowedDependencies[owner.name] ?? [];
  if (allowed === 'everything' || allowed.includes(target.name)) return 'allowed';
  if (isForTests(owner, target)) {
    if (!inTest) return `${owner.name} may use this package only in its tests.`;
    const listed = Object.hasOwn(owner.manifest.devDependencies ?? {}, target.name);
    return listed ? 'allowed' : `its tests may use this package only as a devDependency of ${owner.name}.`;
  }
  const list = allowed.length === 0 ? 'no other package of the repository' : allowed.join(', ');
  return `${owner.name} may depend on ${list} only.`;
}

function isForTests(owner: WorkspacePackage, target: WorkspacePackage): boolean {
  if (pluginPackages.includes(owner.name)) return target.name === conformancePackage;
  if (!packagesTestedWithPlugins.includes(owner.name)) return false;
  return pluginPackages.includes(target.name) || enginePackages.includes(target.name);
}
