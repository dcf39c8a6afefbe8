import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolveExperiment } from '@pushdown/studies';
import { expect, it } from 'vitest';
import { commandsIn } from '../src/commands.ts';
import { withFacts } from '../src/facts.ts';
import { listedOptions } from '../src/listed-options.ts';
import { documentedMemories } from '../src/memories.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const options = await listedOptions();

/** What a page says of options, parameters and costs follows the memory: `pnpm test:unit tooling/memory-pages -u` writes it anew. */
it.each(documentedMemories)('the page of $name is about the memory as it is', async (memory) => {
  const file = `${root}docs/memories/${memory.name}.md`;
  const page = readFileSync(file, 'utf8');
  await expect(withFacts(page, memory, options.get(memory.name) ?? [])).toMatchFileSnapshot(file);
  // What the part made of the memory cannot know: equations, cost by size, a picture, the publication.
  for (const part of ['$$', '## Equations', '## Picture', '## Sources', `(../pictures/memories/${memory.name}.svg)`])
    expect(page).toContain(part);
  expect(existsSync(`${root}docs/pictures/memories/${memory.name}.svg`)).toBe(true);
  // The picture is drawn by these two commands.
  const [run, inspect] = commandsIn(page);
  expect([run?.[0], inspect?.[0]]).toEqual(['run', 'inspect']);
  const experiment = resolveExperiment(JSON.parse(readFileSync(`${root}${run?.[1]}`, 'utf8')));
  expect(experiment.model.memory).toMatchObject({ type: memory.name });
});
