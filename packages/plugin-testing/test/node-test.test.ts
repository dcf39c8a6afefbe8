import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('registers its tests with the runner of Node', () => {
  const file = fileURLToPath(new URL('fixtures/freeze-strategy.mjs', import.meta.url));
  expect(existsSync(fileURLToPath(new URL('../dist/index.js', import.meta.url))), 'needs a build: pnpm build').toBe(
    true,
  );
  const output = execFileSync(process.execPath, ['--test-reporter=tap', file], { encoding: 'utf8' });
  expect(output).toContain('# Subtest: freeze-strategy nothing');
  expect(output).toContain('# pass 5');
  expect(output).toContain('# skipped 1');
  expect(output).toContain('training (an example) # SKIP');
  expect(output).toContain('# fail 0');
});
