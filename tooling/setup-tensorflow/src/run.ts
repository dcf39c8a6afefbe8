import { spawnSync } from 'node:child_process';

export interface Ran {
  readonly succeeded: boolean;
  /** What the command wrote, output and errors together. */
  readonly text: string;
}

/** Runs a command to its end, silently. A command that is not there has not succeeded. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly seconds: number; readonly env?: Readonly<Record<string, string>> },
): Ran {
  const { cwd, seconds, env } = options;
  const result = spawnSync(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    encoding: 'utf8',
    // On Windows npm is a batch file, which only a shell can start. No argument given to it needs quoting.
    shell: command.endsWith('.cmd'),
    timeout: seconds * 1000,
    maxBuffer: 64 * 1024 * 1024,
  });
  const text = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  if (result.error === undefined) return { succeeded: result.status === 0, text };
  const late = (result.error as NodeJS.ErrnoException).code === 'ETIMEDOUT';
  return { succeeded: false, text: `${text}\n${late ? `ended after ${seconds} seconds` : result.error.message}` };
}

/** The last line that says something: what a failed command ends with is usually why. */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? 'it said nothing';
}
