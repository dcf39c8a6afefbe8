import { join } from 'node:path';
import { type ExperimentInput, runExperiment, summarizeAsText } from '@pushdown/studies';
import type { EpochReport } from '@pushdown/training';
import type { Command } from 'commander';
import pc from 'picocolors';
import { resolveGrammarFile } from '../files/load-grammar.ts';
import { openExperiment } from '../lab/open-experiment.ts';
import { startProgress } from '../output/progress.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { writeWarnings } from '../output/warnings.ts';
import { optionsOf, wholeNumber } from './shared.ts';

interface RunCommandOptions {
  readonly output?: string;
  readonly overwrite?: boolean;
  readonly seed?: number;
  readonly engine?: string;
  readonly language?: string;
}

/** `pushdown run`: trains and evaluates one experiment. */
export function addRunCommand(program: Command, streams: Streams): void {
  program
    .command('run')
    .description('train and evaluate the model of an experiment')
    .argument('<experiment>', 'a .json file, or a .ts or .js file that exports the experiment by default')
    .option('-o, --output <folder>', 'folder of the run (default: runs/<name of the experiment>)')
    .option('--overwrite', 'replace a finished run in the folder')
    .option('--seed <n>', 'seed, instead of the one in the file', wholeNumber(Number.NEGATIVE_INFINITY))
    .option('--engine <name>', 'engine, instead of the one in the file (default: compiled)')
    .option('--language <language>', 'language, instead of the one in the file: a name or a .grammar file')
    .action(async (path: string, _options: unknown, command: Command) => {
      const { json, plugin, output, overwrite = false, seed, engine, language } = optionsOf<RunCommandOptions>(command);
      const replacement = language === undefined ? undefined : await resolveGrammarFile(language, process.cwd());
      writeWarnings(streams, replacement?.warnings ?? []);
      const instead = {
        ...(seed === undefined ? {} : { seed }),
        ...(engine === undefined ? {} : { engine }),
        ...(replacement === undefined ? {} : { language: replacement.reference }),
      };
      const { experiment, lab } = await openExperiment({ path, plugin, instead, streams });
      const folder = output ?? join('runs', experiment.name);
      const progress = startProgress({ streams, total: experiment.training.maximumEpochs, everyUpdate: true });
      try {
        const results = await runExperiment({
          experiment: experiment as ExperimentInput,
          lab,
          folder,
          overwrite,
          signal: streams.signal,
          onProgress: (report) => progress.update(report.epoch, describeEpoch(report)),
        });
        progress.stop();
        writeResult(
          streams,
          json,
          { folder, ...results },
          () => `${summarizeAsText(results)}\n\n${pc.dim(`written to ${folder}`)}`,
        );
      } finally {
        progress.stop();
      }
    });
}

function describeEpoch({ epoch, trainingLoss, validationLoss, validationPerplexity, improved }: EpochReport): string {
  const best = improved ? ' (best so far)' : '';
  const losses =
    validationPerplexity === undefined
      ? `training loss ${trainingLoss.toFixed(4)} per position, validation loss ${validationLoss.toFixed(4)}`
      : `training loss ${trainingLoss.toFixed(4)} nats per symbol, validation perplexity ${validationPerplexity.toFixed(4)}`;
  return `epoch ${epoch}: ${losses}${best}`;
}
