import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bestByValidation,
  createRunStore,
  type ExaminationEvent,
  evaluationReport,
  examineStudy,
  finishedRuns,
  openRunPool,
  openRunStore,
  type RunPool,
  readExaminations,
  readStudyContext,
  reportToMarkdown,
  resolveStudy,
  runStudy,
  runsToExamine,
  type StudyInput,
  studyReport,
} from '@pushdown/studies';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { tinyStudy } from './fixtures/tiny-study.ts';

const study: StudyInput = {
  ...tinyStudy,
  axes: { ...tinyStudy.axes, language: ['marked-copy'], freeze: ['none', 'controller'] },
  exclude: [],
  examine: { where: { model: 'lstm', freeze: 'none' }, lengths: [3, 12], mostLengths: 3, stringsPerLength: 2 },
};

let root: string;
let folder: string;
let pool: RunPool;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pushdown-examination-'));
  pool = openRunPool({
    lab: { module: new URL('./fixtures/laboratory.mjs', import.meta.url).href, plugins: [] },
    workers: 2,
  });
});

afterAll(async () => {
  await pool.close();
  await rm(root, { recursive: true, force: true });
});

beforeEach(() => {
  folder = join(root, `study-${count++}`);
});

/** What is examined, and what cannot be. */
async function examine(input?: StudyInput): Promise<string[]> {
  const events: string[] = [];
  const store = await (input === undefined ? openRunStore(folder) : createRunStore(folder, resolveStudy(input)));
  const onEvent = (event: ExaminationEvent): void =>
    void events.push(
      event.kind === 'examined' ? event.run.name : `${event.run.name}: ${event.kind}: ${event.failure.message}`,
    );
  await examineStudy({ store, pool, onEvent });
  return events;
}

it('examines the best restart of the chosen combinations, once, whoever does it', { timeout: 240_000 }, async () => {
  const store = await createRunStore(folder, resolveStudy(study));
  const runs = await runStudy({ store, pool });
  const cell = runs.filter(({ coordinates }) => coordinates.model === 'lstm' && coordinates.freeze === 'none');
  const best = bestByValidation(finishedRuns(cell))?.name as string;
  expect((await runsToExamine(store, runs)).map((run) => run.cell)).toEqual([cell[0]?.cell]);
  const before = reportToMarkdown(studyReport(await readStudyContext(store)), ({ name }) => name);
  expect(before).toContain('1 of 1 chosen runs are not examined yet');

  // Two processes would share locks in the same way.
  const both = await Promise.all([examine(), examine()]);
  expect(both.flat()).toEqual([best]);
  expect(await readdir(join(folder, 'examined'))).toEqual([best]);
  expect(await runsToExamine(store, runs)).toEqual([]);

  const [found] = await readExaminations(await openRunStore(folder), runs);
  expect(found?.run.name).toBe(best);
  expect(found?.result?.lengths).toHaveLength(3);
  expect(found?.result?.stability?.byLength.growth?.value).toBeGreaterThan(0);
  expect(found?.result?.precision?.thresholds.length).toBeGreaterThan(0);
  const report = reportToMarkdown(studyReport(await readStudyContext(store)), ({ name }) => name);
  for (const caption of [
    'marked-copy: stability of the chosen runs',
    'marked-copy: chosen runs beyond the lengths of training, and after a wrong symbol',
    'marked-copy: bits at which the chosen runs lose their advantage over the bigram predictor',
  ])
    expect(report).toContain(`**${caption}**`);
  expect(report).not.toMatch(/NaN|undefined|not examined/);
  // What was read back says the same as the page that was written from what was measured.
  const page = reportToMarkdown(evaluationReport(found?.result as never), ({ name }) => name);
  expect(page).toContain('Bits from which on an advantage over the bigram line is kept');
  const rows = page.split('\n').filter((line) => line.startsWith('| mantissa '));
  expect(rows.length).toBeGreaterThan(3);

  const path = join(folder, 'examined', best, 'evaluation.json');
  const written = (await stat(path)).mtimeMs;
  expect(await examine()).toEqual([]);
  expect((await stat(path)).mtimeMs).toBe(written);

  // Asked otherwise it is done again; a file that is damaged is told.
  expect(await examine({ ...study, examine: { ...study.examine, lengths: [3, 9], precision: false } })).toEqual([best]);
  await writeFile(path, '{"name": ');
  await expect(examine({ ...study, examine: { ...study.examine, lengths: [3, 9], precision: false } })).rejects.toThrow(
    /evaluation\.json" is damaged: .*delete its folder to have it made anew/,
  );
});

it('says what cannot be examined and goes on', { timeout: 120_000 }, async () => {
  const examination = { where: { freeze: 'none' }, lengths: [3, 9] as const, mostLengths: 2, precision: false };
  const other: StudyInput = { ...study, restarts: 1, examine: { ...examination, stringsPerLength: 1 } };
  const store = await createRunStore(folder, resolveStudy(other));
  await runStudy({ store, pool });
  await writeFile(join(folder, 'runs', 'marked-copy_lstm_none_restart-1', 'parameters.safetensors'), 'x');
  expect((await examine(other)).toSorted()).toEqual([
    expect.stringMatching(/^marked-copy_lstm_none_restart-1: not examined: .*safetensors/),
    'marked-copy_stack_none_restart-1',
  ]);
});

it('needs axes and values that there are', () => {
  const wrong = (where: Record<string, string>) => () =>
    resolveStudy({ ...study, examine: { lengths: [3, 12], where } }, 'study.json');
  expect(wrong({ mode: 'none' })).toThrow(
    'study.json: examine.where: there is no axis "mode" (known: language, model, freeze)',
  );
  expect(wrong({ freeze: 'all' })).toThrow(
    'study.json: examine.where.freeze: there is no "all" (known: none, controller)',
  );
});
