import { checkConsoleUse } from './checks/console-use.ts';
import { checkDependencyDirection } from './checks/dependency-direction.ts';
import { checkMachinePaths } from './checks/machine-paths.ts';
import { checkRelativeImports } from './checks/relative-imports.ts';
import { listRepositoryFiles } from './repository-files.ts';
import type { Violation } from './violation.ts';
import { readRepository } from './workspace.ts';

const checks = [checkDependencyDirection, checkRelativeImports, checkConsoleUse, checkMachinePaths];

export function checkRepository(root: string): Violation[] {
  const repository = readRepository(root, listRepositoryFiles(root));
  return checks.flatMap((check) => check(repository));
}
