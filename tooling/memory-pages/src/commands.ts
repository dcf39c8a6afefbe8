import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '@pushdown/cli';

/** Runs a command of `pushdown` within this process. @returns what it printed. @throws Error with that when it fails. */
export async function pushdown(args: readonly string[]): Promise<string> {
  const output = new PassThrough();
  const printed = text(output);
  const { signal } = new AbortController();
  const exitCode = await runCli(args, { stdout: output, stderr: new PassThrough().resume(), signal });
  output.end();
  if (exitCode !== 0) throw new Error(`pushdown ${args.join(' ')} ended with ${exitCode}\n${await printed}`);
  return printed;
}

/** The `pushdown` commands that a document shows in its `console` blocks, as their arguments. */
export function commandsIn(document: string): string[][] {
  return [...document.matchAll(/^\$ npx pushdown (.*)$/gm)].map(([, line = '']) =>
    [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );
}
