import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import cells from '@pushdown/cells';
import memoryStructures from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { root } from '../src/documents.ts';

const document = readFileSync(join(root, 'docs/memories.md'), 'utf8');

/** The text under the heading of a cell. */
function sectionOf(name: string): string {
  const [, text = ''] = document.split(`### \`${name}\`\n`);
  return text.split(/^##/m)[0] as string;
}

/** What is said once for several cells. */
const shared = document.slice(document.indexOf('Options of `elman`'), document.indexOf('### `elman`'));

const controllers = cells.contributions.map((contribution) => ({
  name: contribution.contributionName,
  options: Object.keys((contribution.options as unknown as { readonly shape: object }).shape),
}));

describe('docs/memories.md', () => {
  it.each(controllers)('describes the controller $name and its options', ({ name, options }) => {
    const section = sectionOf(name);
    expect(section).not.toBe('');
    expect(options.filter((option) => !`${section}${shared}`.includes(`\`${option}\``))).toEqual([]);
  });

  // What the pages say of options is made of the memories: tooling/memory-pages.
  it.each(memoryStructures.contributions)(
    'leads to the page of the memory $contributionName',
    ({ contributionName }) => {
      expect(document).toContain(`(memories/${contributionName}.md)`);
      expect(document).toContain(`| \`${contributionName}\` |`);
    },
  );
});
