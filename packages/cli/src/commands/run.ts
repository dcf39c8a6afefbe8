import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Experiment,
  type ExperimentInput,
  type ParameterFile,
  presets,
  runExperiment,
  runFiles,
  sha256,
  summarizeAsText,
} from '@pushdown/studies';
import type { EpochReport } from '@pushdown/training';
import type { Command } from 'commander';
import pc from 'picocolors';
import { UsageError } from '../errors.ts';
import { resolveGrammarFile } from '../files/load-grammar.ts';
import { existingFile } from '../files/load-module.ts';
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
  readonly resume?: string | true;
  readonly parameters?: string;
  readonly preset?: string;
  readonly set?: readonly string[];
}

/** `pushdown run`: trains and evaluates one experiment. */
export function addRunCommand(program: Command, streams: Streams): void {
  program
    .command('run')
    .description('train and evaluate the model of an experiment')
    .argument(
      '[experiment]',
      'a .json file, or a .ts or .js file that exports the experiment by default; not needed with --preset or --resume',
    )
    .option('--preset <name>', `published protocol that fills in the rest: ${Object.keys(presets).join(', ')}`)
    .option(
      '--set <path=value>',
      'any field of the experiment, such as training.batches=100 (repeatable)',
      (value, all: readonly string[] = []) => [...all, value],
    )
    .option('-o, --output <folder>', 'folder of the run (default: runs/<name of the experiment>)')
    .option('--overwrite', 'replace a run in the folder')
    .option('--resume [folder]', 'go on with the run in this folder, or in that of --output, from its last checkpoint')
    .option('--parameters <file>', 'begin with the parameters of a safetensors file, with our names or PyTorch’s')
    .option('--seed <n>', 'seed, instead of the one in the file', wholeNumber(Number.NEGATIVE_INFINITY))
    .option('--engine <name>', 'engine, instead of the one in the file (default: compiled)')
    .option('--language <language>', 'language, instead of the one in the file: a name or a .grammar file')
    .action(async (path: string | undefined, _options: unknown, command: Command) => {
      const given = optionsOf<RunCommandOptions>(command);
      const { json, plugin, overwrite = false, seed, engine, language, preset, set = [], resume } = given;
      const output = outputFolder(given);
      const folderOf = ({ name }: Pick<Experiment, 'name'>): string => output ?? join('runs', name);
      const replacement = language === undefined ? undefined : await resolveGrammarFile(language, process.cwd());
      writeWarnings(streams, replacement?.warnings ?? []);
      const instead = {
        ...(preset === undefined ? {} : { preset }),
        ...(seed === undefined ? {} : { seed }),
        ...(engine === undefined ? {} : { engine }),
        ...(replacement === undefined ? {} : { language: replacement.reference }),
        ...(given.parameters === undefined ? {} : { initialParameters: await stateFile(given.parameters) }),
      };
      const { experiment, lab } = await openExperiment({
        path: path ?? startedExperiment(given),
        plugin,
        instead,
        set,
        streams,
        recordIn: folderOf,
      });
      const folder = folderOf(experiment);
      const progress = startProgress({ streams, total: experiment.training.maximumEpochs, everyUpdate: true });
      try {
        const results = await runExperiment({
          experiment: experiment as ExperimentInput,
          lab,
          folder,
          overwrite,
          resume: resume !== undefined,
          onNotice: (notice) => progress.note(`pushdown: ${notice}`),
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

/** @throws UsageError when two folders are given. */
function outputFolder({ output, resume, overwrite = false }: RunCommandOptions): string | undefined {
  if (resume !== undefined && overwrite) throw new UsageError('give either --resume or --overwrite');
  if (typeof resume !== 'string') return output;
  if (output !== undefined && output !== resume)
    throw new UsageError(`two folders are given, --resume "${resume}" and --output "${output}"; give one`);
  return resume;
}

/** A file of parameters as the experiment names it. @throws UsageError when there is none. */
async function stateFile(file: string): Promise<ParameterFile> {
  return { file, sha256: sha256(await readFile(existingFile(file, process.cwd(), 'parameter file'))) };
}

/**
 * The experiment of a run that is to go on; undefined when everything comes from a preset.
 * @throws UsageError when it is not known which, or there is none.
 */
function startedExperiment(given: RunCommandOptions): string | undefined {
  const folder = given.resume === undefined ? undefined : outputFolder(given);
  if (folder === undefined) {
    if (given.preset !== undefined) return undefined;
    throw new UsageError('no experiment is given; expected a file, a --preset, or --resume with the folder of a run');
  }
  const path = join(folder, runFiles.experiment);
  if (!existsSync(path)) throw new UsageError(`the folder "${folder}" holds no run that could be resumed`);
  return path;
}

function describeEpoch({ epoch, trainingLoss, validationLoss, validationPerplexity, improved }: EpochReport): string {
  const best = improved ? ' (best so far)' : '';
  const losses =
    validationPerplexity === undefined
      ? `training loss ${trainingLoss.toFixed(4)} per position, validation loss ${validationLoss.toFixed(4)}`
      : `training loss ${trainingLoss.toFixed(4)} nats per symbol, validation perplexity ${validationPerplexity.toFixed(4)}`;
  return `epoch ${epoch}: ${losses}${best}`;
}
