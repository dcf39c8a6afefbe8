import { packagesThatPrint } from '../rules.ts';
import { readSourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';
import type { Repository } from '../workspace.ts';

/** A library reports through its results and its callbacks; only a command prints. */
export function checkConsoleUse(repository: Repository): Violation[] {
  const silent = repository.packages.filter(({ name, isTooling }) => !isTooling && !packagesThatPrint.includes(name));
  return silent.flatMap(({ folder, sourceFiles }) =>
    sourceFiles
      .filter((file) => file.startsWith(`${folder}/src/`))
      .flatMap((file) =>
        readSourceFile(repository.root, file).consoleLines.map((line) => ({
          file,
          line,
          message: 'uses console: only commands print.',
        })),
      ),
  );
}
