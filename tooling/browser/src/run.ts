import { spawnSync } from 'node:child_process';

export interface Ran {
  readonly succeeded: boolean;
  /** What the command wrote, without its errors and warnings. */
  readonly output: string;
  /** Why it did not succeed, in one line. */
  readonly reason: string;
}

/** Runs a command to its end, silently, or ends it. A command that is not there has not succeeded. */
export function run(
  command: string,
  args: readonly string[],
  { seconds, environment = {} }: { readonly seconds: number; readonly environment?: Readonly<Record<string, string>> },
): Ran {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: seconds * 1000,
    // A process that waits for the network may not listen to anything milder.
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  });
  const output = stdout ?? '';
  if (error === undefined && status === 0) return { succeeded: true, output, reason: '' };
  const late = (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
  const reason = late
    ? `ended after ${seconds} seconds`
    : (error?.message ?? lastLine(`${output}${stderr}`) ?? `ended by ${signal}`);
  return { succeeded: false, output, reason };
}

/** What a failed command ends with is usually why. */
function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
}
