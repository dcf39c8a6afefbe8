import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkRepository } from './check-repository.ts';
import { formatViolation } from './violation.ts';

// Usage: node dist/main.js [root], where the root defaults to the repository that this file lies in.
const ownRepository = fileURLToPath(new URL('../../../', import.meta.url));
const root = resolve(process.argv[2] ?? ownRepository);

const violations = checkRepository(root);
for (const violation of violations) console.error(formatViolation(violation));
if (violations.length > 0) {
  console.error(`\n${violations.length} violation(s) of the repository's rules.`);
  process.exitCode = 1;
} else {
  console.log('The repository keeps its rules.');
}
