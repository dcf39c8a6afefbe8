import { Writable } from 'node:stream';
import { runCli } from '@pushdown/cli';

/** What a call of the command returned and wrote. */
export interface Call {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the command in this process. */
export async function call(...argv: string[]): Promise<Call> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const exitCode = await runCli(argv, { stdout, stderr, signal: new AbortController().signal });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** The path of a file in `fixtures`. */
export function fixture(name: string): string {
  return new URL(`./fixtures/${name}`, import.meta.url).pathname;
}
