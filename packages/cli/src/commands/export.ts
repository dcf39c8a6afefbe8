import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from '@pushdown/core';
import { runFiles, toPytorch, writeWhole } from '@pushdown/studies';
import { type Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { optionsOf } from './shared.ts';

interface ExportOptions {
  readonly to: 'pytorch';
  readonly output: string;
  readonly overwrite?: boolean;
}

/** `pushdown export`: the parameters of a finished run for other programs. */
export function addExportCommand(program: Command, streams: Streams): void {
  program
    .command('export')
    .description('write the parameters of a finished run under the names of another program')
    .argument('<run>', 'folder of the run')
    .addOption(
      new Option('--to <program>', 'pytorch: the implementation of DuSell & Chiang (2023)')
        .choices(['pytorch'])
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --output <file>', 'safetensors file to write')
    .option('--overwrite', 'replace the file')
    .action(async (run: string, _options: unknown, command: Command) => {
      const { json, to, output, overwrite = false } = optionsOf<ExportOptions>(command);
      if (!overwrite && existsSync(output))
        throw new UsageError(`the file "${output}" exists; choose another one, or --overwrite it`);
      const { tensors, metadata } = await readFinished(run);
      const parameters = toPytorch(tensors);
      // "pt" is what the safetensors library for PyTorch writes and some readers expect.
      await writeWhole(output, encodeSafetensors({ tensors: parameters, metadata: { ...metadata, format: 'pt' } }));
      const names = Object.keys(parameters);
      writeResult(
        streams,
        json,
        { run, to, output, parameters: names },
        () => `${names.length} parameters written to ${output}`,
      );
    });
}

/** @throws UsageError when the folder holds no finished run or its parameters are damaged. */
async function readFinished(run: string): Promise<SafetensorsFile> {
  const path = join(run, runFiles.parameters);
  if (!existsSync(path)) throw new UsageError(`the folder "${run}" holds no finished run: there is no "${path}"`);
  try {
    return decodeSafetensors(await readFile(path));
  } catch (error) {
    throw new UsageError(`"${path}": ${(error as Error).message}`, { cause: error });
  }
}
