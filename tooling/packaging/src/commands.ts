import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.ts';

/** What npm tells the programs it starts, of which others that they start should know only where packages come from. */
const settings = /^npm_config_(registry|cache|userconfig|globalconfig|cafile|https?_?proxy|noproxy)$/i;

function cleanEnvironment(): NodeJS.ProcessEnv {
  // Commands that pnpm links find the packages of this repository by the variable NODE_PATH; nobody else does.
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_.*|node_path)$/i.test(name) || settings.test(name)),
  );
}

/** Runs a program to its end. @returns what it printed. @throws Error with all of it when it fails. */
export function runIn(folder: string, program: string, args: readonly string[]): string {
  // On Windows npm and npx are batch files, which only a shell can start.
  const shell = process.platform === 'win32';
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    env: cleanEnvironment(),
    encoding: 'utf8',
    shell,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} (exit code ${status})\n${stdout}\n${stderr}`);
  return stdout;
}

/** Runs the pnpm of this repository. */
export function runPnpm(folder: string, args: readonly string[]): string {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  return runIn(folder, 'npx', ['--yes', '--prefer-offline', packageManager, ...args]);
}
