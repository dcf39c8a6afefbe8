import { type Chromium, findChromium } from './chromium.ts';
import { SetupError } from './errors.ts';
import { type Ran, run } from './run.ts';

/** What setting up does with the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** 0 is root; undefined where users have no numbers. */
  readonly user: number | undefined;
  /** A browser that somebody wants, in whose place no other one is installed. */
  readonly named: string | undefined;
  find(): Chromium;
  run(command: string, args: readonly string[], seconds: number): Ran;
}

export const thisMachine: Machine = {
  platform: process.platform,
  user: process.getuid?.(),
  named: process.env.PUSHDOWN_CHROMIUM,
  find: findChromium,
  run: (command, args, seconds) =>
    run(command, args, { seconds, environment: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } }),
};

/** Another apt may be at work; a server that does not answer is given up. */
const patience = ['-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::Retries=1'];
const chromium = ['--yes', '--no-install-recommends', 'chromium'];

/** In this order. Until everything is downloaded nothing is changed, so that giving up leaves nothing half-made. */
const installation: readonly (readonly [args: readonly string[], seconds: number])[] = [
  [['update'], 60],
  [['install', '--download-only', ...chromium], 180],
  [['install', '--no-download', ...chromium], 300],
];

/**
 * Installs Debian's Chromium where none works, if that is possible.
 *
 * @param say gets what happens, one line each.
 * @returns its version.
 * @throws SetupError in one line when there is none in the end.
 */
export function setup(machine: Machine, say: (line: string) => void): string {
  const before = machine.find();
  if ('version' in before) {
    say(`${before.version} works already`);
    return before.version;
  }
  if (machine.named !== undefined)
    throw new SetupError(`what PUSHDOWN_CHROMIUM names does not work: ${before.missing}`);
  if (machine.platform !== 'linux' || machine.user !== 0 || !machine.run('apt-get', ['--version'], 30).succeeded)
    throw new SetupError(
      `${before.missing}; it is installed here only by root where there is apt-get: install Chromium or Chrome yourself, or name one in PUSHDOWN_CHROMIUM`,
    );
  say(`${before.missing}; installing it`);
  for (const [args, seconds] of installation) {
    const { succeeded, reason } = machine.run('apt-get', [...patience, ...args], seconds);
    if (!succeeded) throw new SetupError(`apt-get ${args.join(' ')} failed (${reason})`);
  }
  const after = machine.find();
  if ('missing' in after) throw new SetupError(`it is installed but does not work: ${after.missing}`);
  say(`${after.version} works`);
  return after.version;
}
