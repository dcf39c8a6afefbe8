import { type SlotName, slotNames } from '@pushdown/core';
import { Argument, type Command } from 'commander';
import pc from 'picocolors';
import { resolvePlugin } from '../files/load-plugin.ts';
import { createCommandLab } from '../lab/create.ts';
import { describeOptions, type OptionDescription } from '../lab/options.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { optionsOf } from './shared.ts';

interface Listed {
  readonly kind: SlotName;
  readonly name: string;
  readonly description: string;
  readonly source?: string;
  readonly options?: readonly OptionDescription[];
}

/** `pushdown list`: what experiments can be put together from. */
export function addListCommand(program: Command, streams: Streams): void {
  program
    .command('list')
    .description('list controllers, memories, languages and everything else experiments can name')
    .addArgument(new Argument('[kind]', 'only contributions of this kind').choices(slotNames))
    .action(async (kind: SlotName | undefined, _options: unknown, command: Command) => {
      const { json, plugin } = optionsOf(command);
      const lab = await createCommandLab(plugin.map((name) => resolvePlugin(name, process.cwd())));
      const listed = slotNames
        .filter((slot) => kind === undefined || slot === kind)
        .flatMap((slot) => lab.list(slot))
        .map((contribution): Listed => {
          const { kind, contributionName, description, source } = contribution;
          const options = describeOptions(contribution);
          return {
            kind,
            name: contributionName,
            description,
            ...(source === undefined ? {} : { source }),
            ...(options === undefined ? {} : { options }),
          };
        });
      writeResult(streams, json, listed, () => describeList(listed));
    });
}

function describeList(listed: readonly Listed[]): string {
  const kinds = [...new Set(listed.map(({ kind }) => kind))];
  const width = Math.max(0, ...listed.map(({ name }) => name.length));
  return kinds
    .map((kind) => {
      const entries = listed.filter((entry) => entry.kind === kind);
      const lines = entries.flatMap(({ name, description, options }) => [
        `  ${name.padEnd(width)}  ${description}`,
        ...(options ?? []).map((option) => pc.dim(`  ${''.padEnd(width)}    ${describeOption(option)}`)),
      ]);
      return [pc.bold(kind), ...lines].join('\n');
    })
    .join('\n\n');
}

function describeOption({ name, type, required, default: value }: OptionDescription): string {
  const suffix = value !== undefined ? `, default ${JSON.stringify(value)}` : required ? ', required' : '';
  return `${name}: ${type}${suffix}`;
}
