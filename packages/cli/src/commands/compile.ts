import {
  type Compilation,
  type CompiledSizes,
  describeCompilation,
  type Operations,
  type Rounding,
  type StageName,
  stageNames,
} from '@pushdown/compiler/inspect';
import { beforeTraining, type Reference } from '@pushdown/core';
import { createParts, drawnSettings, isOnText, referenceName } from '@pushdown/studies';
import { frozenParts, updateOf, updateWithFrozenEntries } from '@pushdown/training';
import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { UsageError } from '../errors.ts';
import { openExperiment } from '../lab/open-experiment.ts';
import { formatBytes, formatCount } from '../output/quantities.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { optionsOf, wholeNumber } from './shared.ts';

const compiledEngines: readonly string[] = ['compiled', 'compiled-tensorflow'];

interface CompileOptions {
  readonly length?: number;
  readonly batch?: number;
  readonly dump?: string | true;
  readonly engine?: string;
}

/** `pushdown compile`: what the compiler makes of the model of an experiment. */
export function addCompileCommand(program: Command, streams: Streams): void {
  program
    .command('compile')
    .description('compile the training step of an experiment and show its sizes, or every stage on the way')
    .argument('<experiment>', 'a .json file, or a .ts or .js file that exports the experiment by default')
    .option(
      '--length <n>',
      'length of the strings (default: the longest of training, or of a chunk of a text)',
      wholeNumber(0),
    )
    .option('--batch <n>', 'strings at a time (default: as in training)', wholeNumber(1))
    .addOption(
      new Option(
        '--engine <name>',
        "what to compile for, the latter leaves large products to TensorFlow (default: the experiment's, if it is one of these)",
      ).choices([...compiledEngines]),
    )
    .option('--dump [stage]', `print the stages instead, or one of them: ${stageNames.join(', ')}`)
    .action(async (path: string, _options: unknown, command: Command) => {
      const { json, plugin, length, batch, dump, engine: chosen } = optionsOf<CompileOptions>(command);
      const stages = stagesOf(dump);
      const { experiment: given, lab } = await openExperiment({ path, plugin, instead: {}, streams });
      // It is the compiler that is looked at, whatever engine the experiment would train with.
      const engine = chosen ?? (isCompiled(given.engine) ? given.engine : 'compiled');
      const experiment = { ...given, engine };
      const { model, freeze, optimizer } = createParts(experiment, lab);
      const frozen = frozenParts(freeze, model.parameters, beforeTraining);
      const trainable = model.parameters.map(({ path }) => path).filter((path) => !frozen.paths.includes(path));
      const { update } = updateWithFrozenEntries(
        updateOf(optimizer, drawnSettings(experiment).clipNorm, experiment.training.clipValue ?? undefined),
        frozen.entries,
        {},
      );
      const { batchSize, steps, weightedLoss } = isOnText(experiment)
        ? { batchSize: experiment.training.streams, steps: experiment.training.steps, weightedLoss: true }
        : { batchSize: experiment.training.batchSize, steps: experiment.training.lengths[1], weightedLoss: false };
      const recurrence = model.recurrence(batch ?? batchSize, { weightedLoss });
      const started = performance.now();
      const compilation = describeCompilation(recurrence, {
        trainable,
        update,
        outputs: [],
        rounding: roundingOf(engine),
        hostProducts: referenceName(engine) === 'compiled-tensorflow',
        steps: length ?? steps,
      });
      const milliseconds = performance.now() - started;
      const { sizes } = compilation;
      const shown = compilation.stages.filter(({ name }) => stages.includes(name));
      const result = {
        model: recurrence.name,
        batchSize: batch ?? batchSize,
        trainable,
        milliseconds,
        sizes,
        ...(stages.length === 0 ? {} : { stages: shown.map(({ name, text }) => ({ name, text })) }),
      };
      writeResult(streams, json, result, () =>
        stages.length > 0 ? describeStages(shown) : describeSizes({ ...result, parameters: model.parameters.length }),
      );
    });
}

function isCompiled(engine: Reference): boolean {
  return compiledEngines.includes(referenceName(engine));
}

/** What an engine, whose options have been checked, rounds to a format of fewer bits than float32. */
function roundingOf(engine: Reference): Rounding | undefined {
  const { format, rounded = 'everything' } = (typeof engine === 'string' ? {} : engine) as Partial<Rounding>;
  return format === undefined || format === 'float32' ? undefined : { format, rounded };
}

/** @throws UsageError when there is no such stage. */
function stagesOf(dump: CompileOptions['dump']): readonly StageName[] {
  if (dump === undefined) return [];
  if (dump === true) return stageNames;
  const found = stageNames.filter((name) => name === dump);
  if (found.length === 0) throw new UsageError(`--dump: there is no stage "${dump}" (known: ${stageNames.join(', ')})`);
  return found;
}

function describeStages(stages: Compilation['stages']): string {
  const [only] = stages;
  if (stages.length === 1 && only !== undefined) return only.text;
  return stages.map(({ name, text }) => `${pc.bold(`== ${name}`)}\n\n${text}`).join('\n\n');
}

function describeSizes(result: {
  readonly model: string;
  readonly batchSize: number;
  readonly trainable: readonly string[];
  readonly parameters: number;
  readonly milliseconds: number;
  readonly sizes: CompiledSizes;
}): string {
  const { sizes, trainable, parameters } = result;
  const { memory, operations } = sizes;
  const rows = [
    ['compiled in', `${result.milliseconds.toFixed(0)} ms`],
    ['code', formatBytes(sizes.codeBytes)],
    [
      'memory',
      `${formatBytes(memory.total)}: ${formatBytes(memory.fixed)}, and ${formatBytes(memory.perStep)} a time step`,
    ],
    ['operations a time step', describeOperations(operations.perStep)],
    ['operations once', describeOperations(operations.once)],
  ] as const;
  return [
    `${result.model}, batch ${result.batchSize}, length ${sizes.steps}: training ${trainable.length} of ${parameters} parameter tensors`,
    ...rows.map(([title, value]) => `  ${title.padEnd(24)} ${value}`),
  ].join('\n');
}

function describeOperations({ multiplyAdds, elementary, transcendental }: Operations): string {
  return `${formatCount(multiplyAdds)} multiply-adds, ${formatCount(elementary)} other, ${formatCount(transcendental)} transcendental`;
}
