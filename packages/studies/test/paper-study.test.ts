import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  aggregateRuns,
  bestByValidation,
  createRunStore,
  examineStudy,
  exportRows,
  filterRuns,
  finishedRuns,
  groupRuns,
  openRunPool,
  paperProfiles,
  paperStudy,
  planStudy,
  readStudyContext,
  resolveStudy,
  rowsToCsv,
  rowsToJsonLines,
  runEvents,
  runStudy,
  type StoredRun,
  writeStudyReport,
} from '@pushdown/studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEventFile } from './fixtures/event-reader.ts';
import createTestLab from './fixtures/laboratory.mjs';

const lab = { module: new URL('./fixtures/laboratory.mjs', import.meta.url).href, plugins: [] };
const study = resolveStudy(paperStudy('test'));

let folder: string;
let runs: readonly StoredRun[];

async function run(name: string, workers: number): Promise<readonly StoredRun[]> {
  const store = await createRunStore(join(folder, name), study);
  const pool = openRunPool({ lab, workers });
  try {
    const found = await runStudy({ store, pool });
    await examineStudy({ store, pool });
    await writeStudyReport(await readStudyContext(store), store.folder);
    return found;
  } finally {
    await pool.close();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-paper-'));
  runs = await run('one', 1);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the paper's study", () => {
  it('runs every combination', () => {
    expect(runs).toHaveLength(2 * 2 * 4 * 2);
    expect(runs.every(({ status }) => status === 'finished')).toBe(true);
  });

  it('finds and reports the same with one worker and with two, bit for bit', { timeout: 240_000 }, async () => {
    await run('two', 2);
    for (const name of await readdir(join(folder, 'one', 'runs')))
      for (const file of ['results.json', 'parameters.safetensors']) {
        const one = await readFile(join(folder, 'one', 'runs', name, file));
        expect(one.equals(await readFile(join(folder, 'two', 'runs', name, file))), `${name}/${file}`).toBe(true);
      }
    for (const file of [
      'report.md',
      'report.html',
      ...(await readdir(join(folder, 'one', 'figures'))).map((name) => join('figures', name)),
    ])
      expect(await readFile(join(folder, 'two', file), 'utf8'), file).toBe(
        await readFile(join(folder, 'one', file), 'utf8'),
      );
  });

  it('writes a page that needs no other file, with references in every table of results', async () => {
    const html = await readFile(join(folder, 'one', 'report.html'), 'utf8');
    expect(html).not.toMatch(/<(script|link|img)\b|url\((?!#)|https?:\/\/(?!www\.w3\.org)/);
    expect(html.match(/<svg/g)).toHaveLength(6);
    const tables = html.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    expect(tables.length).toBeGreaterThanOrEqual(11);
    for (const table of tables) {
      if (!table.includes('A/A: an LSTM')) {
        expect(table).toContain('lower bound');
        expect(table).toContain('bigram');
      }
      expect(table).not.toMatch(/NaN|undefined|no run/);
    }
    expect(html).toMatch(
      /Models with frozen memory consistently outperform[^<]*These runs cannot tell, because in 4 of 4 cases 2 restarts are too few/,
    );
    expect(html).toContain('2 pairs are too few for any difference to show; 6 is the least');
    const markdown = await readFile(join(folder, 'one', 'report.md'), 'utf8');
    const pictures = [...markdown.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)];
    expect(pictures).toHaveLength(6);
    for (const [, path] of pictures)
      expect(await readFile(join(folder, 'one', path as string), 'utf8')).toMatch(/^<svg/);
  });

  it('has profiles that make sense', () => {
    for (const name of Object.keys(paperProfiles)) expect(resolveStudy(paperStudy(name)).paired).toEqual(['freeze']);
    expect(() => paperStudy('huge')).toThrow('there is no profile "huge" (known: smoke, laptop, full, test)');
  });

  it('knows beforehand what it takes', { timeout: 240_000 }, async () => {
    const pool = openRunPool({ lab, workers: 2 });
    try {
      const left = runs.filter(({ restart }) => restart === 2);
      const toExamine = left.filter(({ coordinates }) => coordinates.freeze === 'none');
      const plan = await planStudy({ runs, left, examine: study.examine, toExamine, pool, lab: await createTestLab() });
      expect(plan).toMatchObject({ runs: 32, left: 16, workers: 2 });
      expect(Object.keys(plan.costs)).toHaveLength(16);
      expect(plan.examinations.runs).toBe(4);
      expect(plan.examinations.seconds).toBeGreaterThan(0.01);
      expect(plan.seconds).toBeGreaterThan(2 * plan.examinations.seconds);
      expect(plan.seconds).toBeLessThan(60);
      expect(plan.bytes / 16).toBeGreaterThan(20_000);
    } finally {
      await pool.close();
    }
  });
});

describe('the store', () => {
  it('filters, groups and aggregates', () => {
    const some = filterRuns(runs, { language: 'count-3', freeze: ['none', 'memory'] });
    expect(some).toHaveLength(2 * 2 * 2);
    expect(groupRuns(some, ['model']).map(({ coordinates, runs }) => [coordinates.model, runs.length])).toEqual([
      ['lstm', 4],
      ['jm-10', 4],
    ]);
    const groups = aggregateRuns({ runs: some, by: ['model', 'freeze'], measure: 'perplexity', set: 1 });
    const cell = finishedRuns(filterRuns(some, { model: 'jm-10', freeze: 'memory' }));
    const values = cell.map(({ results }) => results.bins[1]?.measurements.perplexity?.value as number);
    const found = groups.find(({ coordinates }) => coordinates.model === 'jm-10' && coordinates.freeze === 'memory');
    expect(found?.mean).toBeCloseTo(((values[0] as number) + (values[1] as number)) / 2, 12);
    expect(found?.count).toBe(2);
    const best = cell.toSorted((a, b) => a.results.training.validationLoss - b.results.training.validationLoss)[0];
    expect(found?.bestRun).toBe(best?.name);
    expect(bestByValidation(cell)).toBe(best);
    expect(() => aggregateRuns({ runs, by: ['model'], measure: 'speed', set: 0 })).toThrow(
      'no run has measured "speed" on bin 0 (known: perplexity, cross-entropy-difference, accuracy; bins 0 to 2)',
    );
  });

  it('exports every number as CSV and as JSON lines', () => {
    const rows = exportRows(runs);
    expect(rows).toHaveLength(32 * 4 * 3);
    const [head = '', ...lines] = rowsToCsv(rows).trimEnd().split('\r\n');
    expect(head).toBe(
      'run,language,model,freeze,restart,seed,learningRate,epochs,validationLoss,set,strings,measure,value,bound,bigram',
    );
    const parsed = rowsToJsonLines(rows)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(parsed.length);
    lines.forEach((line, index) => {
      const cells = Object.fromEntries(head.split(',').map((name, column) => [name, line.split(',')[column]]));
      expect(Number(cells.value)).toBe(rows[index]?.value);
      expect(parsed[index]).toMatchObject({
        run: cells.run,
        set: cells.set,
        measure: cells.measure,
        value: Number(cells.value),
      });
    });
  });

  it('quotes what CSV would split', () => {
    const [row] = exportRows(runs);
    const text = rowsToCsv([
      { ...(row as NonNullable<typeof row>), coordinates: { 'a,b': 'say "x"' }, bound: undefined },
    ]);
    expect(text).toContain('run,"a,b",restart');
    expect(text).toContain(',"say ""x""",');
    expect(text).toMatch(/,,[\d.]+\r\n$/);
  });

  it('exports the epochs of a run for TensorBoard', async () => {
    const [first] = runs;
    const metrics = (await readFile(join(first?.folder ?? '', 'metrics.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const events = readEventFile((await runEvents(first as StoredRun)) as Uint8Array);
    const training = events.filter(({ tag }) => tag === 'loss/training');
    expect(training.map(({ step, value }) => [step, value])).toEqual(
      metrics.map(({ epoch, trainingLoss }) => [epoch, Math.fround(trainingLoss)]),
    );
    expect((training[1]?.wallTime ?? 0) - (training[0]?.wallTime ?? 0)).toBeCloseTo(metrics[1].seconds, 5);
    expect(events.find(({ tag }) => tag === 'perplexity/9-15')?.value).toBe(
      Math.fround(first?.results?.bins[0]?.measurements.perplexity?.value as number),
    );
  });
});
