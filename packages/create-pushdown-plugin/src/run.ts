import { relative } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { askFor } from './ask.ts';
import { ScaffoldError } from './errors.ts';
import { type Kind, kinds } from './kinds.ts';
import { scaffold } from './scaffold.ts';

/** What the command writes to and asks from. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  readonly isInteractive: boolean;
}

interface Options {
  readonly kind?: Kind;
  readonly name?: string;
  readonly package?: string;
  readonly json?: boolean;
}

/** Runs the command. @returns the exit code: 0, or 2 for bad usage and 1 for everything else. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const command = new Command('create-pushdown-plugin')
    .description(
      'Begins a plugin of Pushdown: a package that builds, passes its conformance suite and can be published.',
    )
    .argument('[folder]', 'where to write it; must not exist yet, or be empty')
    .addOption(new Option('--kind <kind>', 'what it contributes').choices(kinds))
    .option('--name <name>', 'what experiments call it; by default the name of the folder')
    .option('--package <name>', 'name of the package; by default that of the folder')
    .option('--json', 'print what was written as JSON and nothing else')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.error(text),
      outputError: () => {},
    })
    .action(async (folder: string | undefined, options: Options) => {
      const given = {
        ...(folder === undefined ? {} : { folder }),
        ...(options.kind === undefined ? {} : { kind: options.kind }),
      };
      const answers = await askFor(given, terminal.isInteractive);
      const written = scaffold({ ...answers, name: options.name, packageName: options.package });
      const where = relative(process.cwd(), written.folder) || '.';
      terminal.out(
        options.json === true
          ? `${JSON.stringify(written)}\n`
          : `Wrote ${written.packageName} to ${where}. Next:\n\n  cd ${where}\n  npm install\n  npm test          # every rule of the slot\n  npm run train     # a small experiment with it\n  npm run bench\n`,
      );
    });
  try {
    await command.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const isUsage = error instanceof CommanderError || error instanceof ScaffoldError;
    const message = error instanceof Error ? error.message.replace(/^error: /, '') : String(error);
    terminal.error(`create-pushdown-plugin: ${message}\n`);
    return isUsage ? 2 : 1;
  }
}
