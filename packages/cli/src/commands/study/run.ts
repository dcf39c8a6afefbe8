import { join } from 'node:path';
import {
  bestTables,
  builtFile,
  checkStudy,
  createRunStore,
  examineStudy,
  languageModelingProfiles,
  openRunPool,
  paperProfiles,
  planStudy,
  type RunPool,
  type RunStore,
  readStudyContext,
  runStudy,
  runsToExamine,
  type StudyPlan,
  studyReportFiles,
  tableToText,
  writeStudyReport,
} from '@pushdown/studies';
import type { Command } from 'commander';
import pc from 'picocolors';
import { exitCodes } from '../../exit-codes.ts';
import { resolvePlugin } from '../../files/load-plugin.ts';
import { loadStudy } from '../../files/load-study.ts';
import { createCommandLab } from '../../lab/create.ts';
import { type Progress, startProgress } from '../../output/progress.ts';
import { formatBytes, formatDuration } from '../../output/quantities.ts';
import { writeResult } from '../../output/result.ts';
import type { Streams } from '../../output/streams.ts';
import { type CommandOutcome, optionsOf, wholeNumber } from '../shared.ts';
import { followStudy } from './follow.ts';

interface StudyRunOptions {
  readonly profile?: string;
  readonly set?: readonly string[];
  readonly output?: string;
  readonly workers?: number;
  readonly engine?: string;
  readonly retryFailed?: boolean;
  readonly plan?: boolean;
  readonly estimate: boolean;
}

function helpOn(profiles: Readonly<Record<string, { readonly description: string }>>): string {
  return Object.entries(profiles)
    .map(([name, { description }]) => `  ${name.padEnd(7)} ${description}`)
    .join('\n');
}

/** `pushdown study run`: does what is left of a study and writes its report. */
export function addStudyRunCommand(study: Command, streams: Streams, outcome: CommandOutcome): void {
  study
    .command('run')
    .description('do what is left of a study: new runs, runs that were cut off; several processes may share a folder')
    .argument(
      '[study]',
      '"paper" (Das & Mali 2024), "language-modeling", or a .json, .ts or .js file that holds a study',
      'paper',
    )
    .option('--profile <name>', 'how large the paper’s study, or that of language modeling, is (default: smoke)')
    .option(
      '--set <path=value>',
      'field of all experiments of language-modeling, such as corpus.training=train.txt (repeatable)',
      (value, all: readonly string[] = []) => [...all, value],
    )
    .option('-o, --output <folder>', 'folder of runs and report (default: reports/<name of the study>)')
    .option('--workers <n>', 'runs at a time (default: the number of processor cores)', wholeNumber(1))
    .option('--engine <name>', 'engine of all runs (default: compiled)')
    .option('--retry-failed', 'try runs again that failed before')
    .option('--plan', 'only say how many runs are left and what they take')
    .option('--no-estimate', 'do not measure beforehand how long it takes')
    .addHelpText(
      'after',
      `\nProfiles of the paper's study:\n${helpOn(paperProfiles)}\n\nProfiles of language-modeling:\n${helpOn(languageModelingProfiles)}`,
    )
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = optionsOf<StudyRunOptions>(command);
      const { json, plugin, profile, workers, engine, retryFailed, plan: planOnly = false, estimate } = options;
      const loaded = await loadStudy(name, { profile, engine, set: options.set });
      const plugins = [
        ...plugin.map((each) => resolvePlugin(each, process.cwd())),
        ...loaded.pluginNames.map((each) => resolvePlugin(each, loaded.folder)),
      ];
      const lab = await createCommandLab(plugins);
      const folder = options.output ?? join('reports', loaded.study.name);
      const store = await createRunStore(folder, loaded.study);
      checkStudy(store.runs, lab);
      const pool = openRunPool({
        lab: { module: builtFile('lab/worker-lab.js', import.meta.url).href, plugins },
        workers,
      });
      const progress = startProgress({ streams, total: 1000, everyUpdate: false });
      try {
        const left = await runsLeft(store, retryFailed);
        const toExamine = await runsToExamine(store, await store.read());
        const wanted = (estimate || planOnly) && left.length + toExamine.length > 0;
        if (wanted) progress.note('measuring how long the runs will take …');
        const plan = wanted
          ? await planStudy({
              runs: store.runs,
              left,
              examine: store.study.examine,
              toExamine,
              pool,
              lab,
              signal: streams.signal,
            })
          : undefined;
        const text = describePlan(store, left.length, plan);
        if (planOnly) {
          progress.stop();
          writeResult(
            streams,
            json,
            { folder, ...(plan ?? { runs: store.runs.length, left: left.length }) },
            () => text,
          );
          return;
        }
        progress.note(text);
        const runs = await runStudy({
          store,
          pool,
          retryFailed,
          onEvent: followStudy(progress, left, plan),
          signal: streams.signal,
        });
        const unexamined = await examine(store, pool, progress, streams);
        const context = await readStudyContext(store);
        await writeStudyReport(context, folder);
        progress.stop();
        const files = [studyReportFiles.html, studyReportFiles.markdown].map((file) => join(folder, file));
        writeResult(streams, json, { folder, files, runs: runs.map(({ results: _, ...run }) => run) }, () =>
          [
            bestTables(context).map(tableToText).join('\n\n'),
            '',
            pc.dim('report:'),
            ...files.map((file) => `  ${file}`),
          ].join('\n'),
        );
        const failed = runs.filter(({ status }) => status === 'failed').length;
        if (failed > 0)
          streams.stderr.write(`pushdown: ${failed} of ${runs.length} runs failed; the report says why\n`);
        if (failed > 0 || unexamined > 0) outcome.exitCode = exitCodes.runFailed;
      } finally {
        progress.stop();
        await pool.close();
      }
    });
}

/** @returns how many chosen runs could not be examined. */
async function examine(store: RunStore, pool: RunPool, progress: Progress, streams: Streams): Promise<number> {
  let failed = 0;
  await examineStudy({
    store,
    pool,
    onEvent: (event) => {
      if (event.kind === 'examined') progress.note(`[${event.done}/${event.total}] ${event.run.name}: examined`);
      else {
        failed++;
        progress.note(`${event.run.name} could not be examined: ${event.failure.message}`);
      }
    },
    signal: streams.signal,
  });
  return failed;
}

async function runsLeft(store: RunStore, retryFailed = false) {
  const runs = await store.read();
  return runs.filter(({ status }) => status !== 'finished' && (retryFailed || status !== 'failed'));
}

function describePlan({ study, runs, folder }: RunStore, left: number, plan: StudyPlan | undefined): string {
  const cost =
    plan === undefined
      ? ''
      : `; at most ${formatDuration(plan.seconds)} with ${plan.workers} ${plan.workers === 1 ? 'worker' : 'workers'} if the machine stays as busy as now, ${formatBytes(plan.bytes)} on the disk`;
  const examined = plan?.examinations.runs ?? 0;
  const examinations = examined === 0 ? '' : `, then ${examined} to examine`;
  return `study "${study.name}" in ${folder}: ${runs.length} runs, ${left} left${examinations}${cost}`;
}
