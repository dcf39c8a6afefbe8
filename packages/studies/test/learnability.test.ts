import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LearnabilityOutcome, learnabilityText, resultsOf, runLearnabilityStudy } from '@pushdown/studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';

const labSource = { module: new URL('./fixtures/laboratory.mjs', import.meta.url).href, plugins: [] };

let folder: string;
let outcome: LearnabilityOutcome;

async function run(name: string, workers: number): Promise<LearnabilityOutcome> {
  return runLearnabilityStudy({
    profile: 'test',
    lab: await createTestLab(),
    labSource,
    folder: join(folder, name),
    workers,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-study-'));
  outcome = await run('one', 1);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the study of learnability', () => {
  it('runs every combination and the control', () => {
    expect(outcome.runs).toHaveLength(2 * 2 * 4 + 2);
    expect(outcome.runs.every((cell) => resultsOf(cell) !== undefined)).toBe(true);
  });

  it('finds the same with one worker and with two, bit for bit', async () => {
    await run('two', 2);
    for (const name of await readdir(join(folder, 'one', 'runs'))) {
      for (const file of ['results.json', 'parameters.safetensors']) {
        const one = await readFile(join(folder, 'one', 'runs', name, file));
        expect(one.equals(await readFile(join(folder, 'two', 'runs', name, file))), `${name}/${file}`).toBe(true);
      }
    }
    for (const file of ['learnability.json', 'learnability.md', 'learnability.html']) {
      expect(await readFile(join(folder, 'two', file), 'utf8')).toBe(await readFile(join(folder, 'one', file), 'utf8'));
    }
  });

  it('shows the lower bound and the bigram predictor in every table', async () => {
    const html = await readFile(join(folder, 'one', 'learnability.html'), 'utf8');
    const tables = html.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    expect(tables).toHaveLength(4);
    const markdown = await readFile(join(folder, 'one', 'learnability.md'), 'utf8');
    expect(markdown.match(/\*lower bound\*/g)).toHaveLength(4);
    expect(markdown.match(/\*bigram\*/g)).toHaveLength(4);
    for (const table of [...tables, ...learnabilityText(outcome).split('\n\n')]) {
      expect(table).toContain('lower bound');
      expect(table).toContain('bigram');
      expect(table).not.toMatch(/failed|NaN|undefined/);
    }
  });

  it('draws plots that need no other file', async () => {
    const html = await readFile(join(folder, 'one', 'learnability.html'), 'utf8');
    expect(html.match(/<svg/g)).toHaveLength(4);
    expect(html).not.toMatch(/<(script|link|img)\b|url\((?!#)/);
    const markdown = await readFile(join(folder, 'one', 'learnability.md'), 'utf8');
    for (const [, path] of markdown.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
      expect(await readFile(join(folder, 'one', path as string), 'utf8')).toMatch(/^<svg/);
    }
  });

  it('prints the A/A control: nothing differs between modes of a network without memory', async () => {
    const markdown = await readFile(join(folder, 'one', 'learnability.md'), 'utf8');
    expect(markdown).toMatch(/count-3, frozen memory minus none, seed 1: perplexity validation 0 exactly/);
    expect(markdown).toMatch(/none with seed 2 minus none with seed 1: perplexity validation [+−]/);
  });

  it('knows its profiles', async () => {
    const lab = await createTestLab();
    await expect(runLearnabilityStudy({ profile: 'huge', lab, labSource, folder })).rejects.toThrow(
      'there is no profile "huge" (known: quick, paper, test)',
    );
  });
});
