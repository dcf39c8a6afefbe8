import { join } from 'node:path';
import {
  builtFile,
  type GridEvent,
  learnabilityCells,
  learnabilityFiles,
  learnabilityProfile,
  learnabilityProfiles,
  learnabilityText,
  runLearnabilityStudy,
  validationScore,
} from '@pushdown/studies';
import { Argument, type Command } from 'commander';
import pc from 'picocolors';
import { exitCodes } from '../exit-codes.ts';
import { resolvePlugin } from '../files/load-plugin.ts';
import { createCommandLab } from '../lab/create.ts';
import { startProgress } from '../output/progress.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { type CommandOutcome, optionsOf, wholeNumber } from './shared.ts';

interface StudyOptions {
  readonly profile: string;
  readonly output: string;
  readonly workers?: number;
  readonly engine?: string;
}

const profilesHelp = Object.entries(learnabilityProfiles)
  .map(([name, { description }]) => `  ${name.padEnd(7)} ${description}`)
  .join('\n');

/** `pushdown study`: runs many experiments on all cores and writes a report. */
export function addStudyCommand(program: Command, streams: Streams, commandOutcome: CommandOutcome): void {
  program
    .command('study')
    .description('run a study on all processor cores and write its report')
    .addArgument(new Argument('<study>', 'which study').choices(['learnability']))
    .option('--profile <name>', 'how large it is', 'quick')
    .option(
      '-o, --output <folder>',
      'folder of the report; an earlier one there is replaced',
      join('reports', 'learnability'),
    )
    .option('--workers <n>', 'runs at a time (default: the number of processor cores)', wholeNumber(1))
    .option('--engine <name>', 'engine of all runs (default: compiled)')
    .addHelpText('after', `\nProfiles:\n${profilesHelp}`)
    .action(async (_study: string, _options: unknown, command: Command) => {
      const { json, plugin, profile, output, workers, engine } = optionsOf<StudyOptions>(command);
      const plugins = plugin.map((name) => resolvePlugin(name, process.cwd()));
      const lab = await createCommandLab(plugins);
      const cells = learnabilityCells(learnabilityProfile(profile), engine);
      const epochs = cells.reduce((total, { experiment }) => total + experiment.training.maximumEpochs, 0);
      const progress = startProgress({ streams, total: epochs, everyUpdate: false });
      progress.note(`${cells.length} runs, profile "${profile}": ${learnabilityProfiles[profile]?.description}`);
      try {
        const outcome = await runLearnabilityStudy({
          profile,
          lab,
          labSource: { module: builtFile('lab/worker-lab.js', import.meta.url).href, plugins },
          folder: output,
          workers,
          engine,
          signal: streams.signal,
          onEvent: followGrid(progress, cells.length),
        });
        progress.stop();
        const files = Object.fromEntries(
          Object.entries(learnabilityFiles).map(([key, name]) => [key, join(output, name)]),
        );
        writeResult(streams, json, { files, ...outcome }, () =>
          [learnabilityText(outcome), '', pc.dim('report:'), ...Object.values(files).map((file) => `  ${file}`)].join(
            '\n',
          ),
        );
        const failed = outcome.runs.filter(({ outcome }) => 'failure' in outcome).length;
        if (failed > 0) {
          streams.stderr.write(`pushdown: ${failed} of ${cells.length} runs failed; the report says why\n`);
          commandOutcome.exitCode = exitCodes.runFailed;
        }
      } finally {
        progress.stop();
      }
    });
}

/** Adds up the epochs of all runs; those that a run which ended early leaves out count as done. */
function followGrid(progress: ReturnType<typeof startProgress>, runs: number): (event: GridEvent) => void {
  let epochsDone = 0;
  let runsDone = 0;
  const epochsOf = new Map<string, number>();
  return (event) => {
    const { name, training } = event.experiment;
    const before = epochsOf.get(name) ?? 0;
    const now = event.kind === 'epoch' ? Math.max(before, event.report.epoch) : training.maximumEpochs;
    epochsOf.set(name, now);
    epochsDone += now - before;
    if (event.kind === 'epoch') {
      progress.update(epochsDone, `${runsDone}/${runs} runs, ${name} epoch ${event.report.epoch}`);
      return;
    }
    runsDone += 1;
    progress.update(epochsDone, `${runsDone}/${runs} runs`);
    const found =
      event.kind === 'finished'
        ? `${validationScore(event.results.training)} after ${event.results.training.epochs} epochs`
        : `failed: ${event.failure.message}`;
    progress.note(`[${runsDone}/${runs}] ${name}: ${found}`);
  };
}
