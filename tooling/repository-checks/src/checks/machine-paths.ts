import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Violation } from '../violation.ts';
import type { Repository } from '../workspace.ts';

// The look-behind keeps a longer relative path, such as `packages/home/page`, from being taken for an absolute one.
const machinePaths: readonly RegExp[] = [
  /(?<![\w.@~-])\/home\/\w[\w.-]*/,
  /(?<![\w.@~-])\/Users\/\w[\w.-]*/,
  /(?<![\w.@~-])\/root\//,
  /\b[A-Za-z]:\\+Users\\+\w[\w.-]*/,
  /\/\.librar[y]\b/, // The brackets keep this very line from being found.
];

/** No file of the repository names a path that exists only on the machine of its author. */
export function checkMachinePaths(repository: Repository): Violation[] {
  return repository.files.flatMap((file) => {
    const text = readText(join(repository.root, file));
    if (text === undefined) return [];
    return text.split('\n').flatMap((content, index): Violation[] => {
      const found = machinePaths.map((pattern) => pattern.exec(content)?.[0]).find((match) => match !== undefined);
      if (found === undefined) return [];
      return [{ file, line: index + 1, message: `contains ${found}, a path of one machine.` }];
    });
  });
}

/** The content of a text file; `undefined` for a binary one, told by a zero byte near its start as git does. */
function readText(path: string): string | undefined {
  const bytes = readFileSync(path);
  return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
}
