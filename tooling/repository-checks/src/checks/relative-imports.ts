import { posix } from 'node:path';

import { readSourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';
import type { Repository } from '../workspace.ts';

// TypeScript rewrites `.ts` when it emits. Data and plain JavaScript modules keep the names they have.
const completeName = /\.(m?ts|json|mjs)$/;
const typeScript = /\.[cm]?tsx?$/;

/** Relative imports stay inside their package and name the TypeScript file itself. */
export function checkRelativeImports(repository: Repository): Violation[] {
  return repository.packages.flatMap(({ folder, sourceFiles }) =>
    sourceFiles.flatMap((file) => {
      const relative = readSourceFile(repository.root, file).imports.filter(({ specifier }) =>
        /^\.\.?(\/|$)/.test(specifier),
      );
      return relative.flatMap(({ specifier, line }): Violation[] => {
        const target = posix.join(posix.dirname(file), specifier);
        if (target !== folder && !target.startsWith(`${folder}/`)) {
          return [
            {
              file,
              line,
              message: `imports ${specifier}, which lies outside ${folder}: import the package by its name.`,
            },
          ];
        }
        if (typeScript.test(file) && !completeName.test(specifier)) {
          return [
            { file, line, message: `imports ${specifier}: a relative import ends in the file's own extension, .ts.` },
          ];
        }
        return [];
      });
    }),
  );
}
