import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import cells from '@pushdown/cells';
import memoryStructures from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { root } from '../src/documents.ts';

const document = readFileSync(join(root, 'docs/memories.md'), 'utf8');

/** The text under the heading of a contribution. */
function sectionOf(name: string): string {
  const [, text = ''] = document.split(`### \`${name}\`\n`);
  return text.split(/^##/m)[0] as string;
}

/** What is said once for several cells. */
const shared = document.slice(document.indexOf('Options of `elman`'), document.indexOf('### `elman`'));

const contributions = [...memoryStructures.contributions, ...cells.contributions].map((contribution) => ({
  kind: contribution.kind,
  name: contribution.contributionName,
  options: Object.keys((contribution.options as unknown as { readonly shape: object }).shape),
}));

describe('docs/memories.md', () => {
  it.each(contributions)('describes the $kind $name and its options', ({ kind, name, options }) => {
    const section = sectionOf(name) + (kind === 'controller' ? shared : '');
    expect(sectionOf(name)).not.toBe('');
    expect(options.filter((option) => !section.includes(`\`${option}\``))).toEqual([]);
  });
});
