import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cells from '@pushdown/cells';
import { createLab, defineEngine, definePlugin, referenceEngine } from '@pushdown/core';
import datasets from '@pushdown/datasets';
import evaluation from '@pushdown/evaluation';
import freezeStrategies from '@pushdown/freeze-strategies';
import memoryStructures from '@pushdown/memory-structures';
import { createRunStore, paperStudy, resolveStudy, runExperiment } from '@pushdown/studies';
import training from '@pushdown/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { publishStudy } from '../src/publish-study.ts';

const reference = defineEngine({
  name: 'reference',
  description: 'the slow one',
  options: z.strictObject({}),
  create: () => referenceEngine(),
});
const engines = definePlugin({ name: 'engines', apiVersion: 1, contributions: [reference] });
const lab = createLab({
  plugins: [cells, memoryStructures, datasets, freezeStrategies, evaluation, training, engines],
});
const published = fileURLToPath(new URL('../../../docs/studies', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-publish-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The runs of a table, each with its numbers by column. */
async function readRuns(path: string): Promise<Record<string, string>[]> {
  const [head = '', ...lines] = (await readFile(join(path, 'runs.csv'), 'utf8')).trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, column) => [names[column], cell])));
}

/** The mean over restarts of frozen memory minus full training, with the sign and the digits that pages have. */
function meanDifference(runs: readonly Record<string, string>[], model: string, language: string, set: string): string {
  const found = (freeze: string, restart: string | undefined): number =>
    Number(
      runs.find(
        (run) => run.model === model && run.language === language && run.freeze === freeze && run.restart === restart,
      )?.[`cross-entropy-difference ${set}`],
    );
  const restarts = runs
    .filter((run) => run.model === model && run.language === language && run.freeze === 'none')
    .map(({ restart }) => restart);
  const differences = restarts
    .map((restart) => found('memory', restart) - found('none', restart))
    .filter(Number.isFinite);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const size = Math.abs(mean);
  return `${mean > 0 ? '+' : '−'}${size >= 100 ? size.toFixed(1) : size.toFixed(3)}`;
}

const setOf = (text: string): string => text.replace(/[[\] ]/g, '').replace(',', ':');

/** Compares the differences that a page tells with those that follow from its table of runs. @returns how many. */
async function compare(path: string): Promise<number> {
  const runs = await readRuns(path);
  const page = await readFile(join(path, 'README.md'), 'utf8');
  const claimed = page.matchAll(
    /^- (\S+) on (\S+), (\[\d+, \d+\]): .*?; difference (\S+).* nats per symbol; corrected p \S+ A\/A difference (\S+)/gm,
  );
  let count = 0;
  for (const [, model = '', language = '', range = '', difference, control] of claimed) {
    expect(difference, `${model} on ${language}`).toBe(meanDifference(runs, model, language, setOf(range)));
    expect(control?.replace(';', '')).toBe(meanDifference(runs, 'lstm', language, setOf(range)));
    count++;
  }
  for (const [, language = '', set = '', difference] of page.matchAll(
    /^\| (\S+) +\| (\[\d+, \d+\]|validation) +\| +\d+ \| +(\S+)/gm,
  )) {
    expect(difference).toBe(meanDifference(runs, 'lstm', language, setOf(set)));
    count++;
  }
  return count;
}

describe('a study that is published', () => {
  it('says what its table of runs says', { timeout: 120_000 }, async () => {
    const paper = paperStudy('test', 'reference');
    const axes = { ...paper.axes, language: ['count-3'], freeze: ['none', 'memory'] };
    const { examine: _, ...study } = { ...paper, axes };
    const store = await createRunStore(join(folder, 'store'), resolveStudy(study));
    const options = { folder: store.folder, destination: join(folder, 'published'), command: 'npx pushdown study run' };
    await expect(publishStudy(options)).rejects.toThrow('8 of 8 runs are not finished');
    expect(existsSync(options.destination)).toBe(false);
    for (const run of store.runs) await runExperiment({ experiment: run.experiment, lab, folder: store.folderOf(run) });
    await publishStudy(options);
    const page = await readFile(join(options.destination, 'README.md'), 'utf8');
    expect(page).toMatch(/```text\nnpx pushdown study run\n```\n\n- machine: .+ cores, \d+ GiB of memory/);
    expect(page).toMatch(/time in epochs, summed over the runs: \d+\.\d minutes/);
    // Two ranges for the one model with a memory, and four sets of strings for the control.
    expect(await compare(options.destination)).toBe(2 + 4);
    for (const file of ['report.md', 'report.html']) expect(existsSync(join(options.destination, file))).toBe(true);
  });

  it('is so in the documents, too', async () => {
    for (const name of existsSync(published) ? readdirSync(published) : [])
      expect(await compare(join(published, name)), name).toBeGreaterThan(10);
  });
});
