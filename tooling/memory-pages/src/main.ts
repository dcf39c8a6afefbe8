import { mkdirSync, readFileSync } from 'node:fs';
import { chdir } from 'node:process';
import { fileURLToPath } from 'node:url';
import { commandsIn, pushdown } from './commands.ts';
import { drawLengths, drawReferenceLines } from './concept-pictures.ts';
import { documentedMemories } from './memories.ts';

/** Draws the pictures of the documentation again: those of a network's memory by the commands that their pages show. */
chdir(fileURLToPath(new URL('../../..', import.meta.url)));
const pictures = 'docs/pictures';
const runs = 'runs/pictures';
mkdirSync(`${pictures}/memories`, { recursive: true });
drawReferenceLines(pictures);
await drawLengths(pictures, runs);
await drawInspection('sums', 'docs/concepts.md', `${pictures}/stack.svg`);
for (const { name } of documentedMemories) {
  await drawInspection(name, `docs/memories/${name}.md`, `${pictures}/memories/${name}.svg`);
}

/** A page shows how a model is trained, and then how the picture of what its memory does is drawn. */
async function drawInspection(name: string, page: string, picture: string): Promise<void> {
  const run = `${runs}/${name}`;
  for (const [command, target, ...options] of commandsIn(readFileSync(page, 'utf8'))) {
    const given = options.slice(0, options.indexOf('--output'));
    if (command === 'run') await pushdown(['run', `${target}`, ...given, '--output', run, '--overwrite']);
    if (command === 'inspect') await pushdown(['inspect', run, ...given, '--output', picture]);
  }
}
