import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Chromium, findChromium } from '../src/chromium.ts';
import { openBrowser } from '../src/open-browser.ts';
import { run } from '../src/run.ts';
import { type Machine, setup } from '../src/setup.ts';

const version = 'Chromium 1.2.3';
const missing = 'none is here';

/** A Debian without Chromium, where commands do what they are told. */
function machineOf(options: Partial<Machine> & { readonly failing?: RegExp; readonly found?: Chromium }) {
  const commands: string[] = [];
  const machine: Machine = {
    platform: 'linux',
    user: 0,
    named: undefined,
    find: () => {
      if (options.found !== undefined) return options.found;
      return commands.some((command) => command.includes('--no-download'))
        ? { path: 'chromium', version }
        : { missing };
    },
    run: (command, args) => {
      commands.push([command, ...args].join(' '));
      const fails = options.failing?.test([command, ...args].join(' ')) ?? false;
      return { succeeded: !fails, output: '', reason: fails ? 'ended after 60 seconds' : '' };
    },
    ...options,
  };
  return { machine, commands };
}

describe('setting up Chromium', () => {
  it('does nothing where one works', () => {
    const { machine, commands } = machineOf({ found: { path: 'chromium', version } });
    expect(setup(machine, () => {})).toBe(version);
    expect(commands).toEqual([]);
  });

  it('downloads all of it before it installs anything', () => {
    const { machine, commands } = machineOf({});
    const said: string[] = [];
    expect(setup(machine, (line) => said.push(line))).toBe(version);
    expect(commands.map((command) => /update|--no-download|--download-only|--version/.exec(command)?.[0])).toEqual([
      '--version',
      'update',
      '--download-only',
      '--no-download',
    ]);
    expect(said).toEqual([`${missing}; installing it`, `${version} works`]);
  });

  it.each([
    ['update', /^apt-get update failed \(ended after 60 seconds\)$/],
    ['--download-only', /^apt-get install --download-only .* failed \(ended after 60 seconds\)$/],
  ])('gives up, with the reason, when %s fails, and goes no further', (failing, message) => {
    const { machine, commands } = machineOf({ failing: new RegExp(failing) });
    expect(() => setup(machine, () => {})).toThrow(message);
    expect(commands.at(-1)).toContain(failing);
  });

  it.each<Partial<Machine> & { readonly failing?: RegExp }>([
    { platform: 'darwin' },
    { user: 1000 },
    { failing: /--version/ },
  ])('says what to do where it must not install: %o', (options) => {
    const { machine, commands } = machineOf(options);
    expect(() => setup(machine, () => {})).toThrow(
      `${missing}; it is installed here only by root where there is apt-get: install Chromium or Chrome yourself, or name one in PUSHDOWN_CHROMIUM`,
    );
    expect(commands.filter((command) => !command.includes('--version'))).toEqual([]);
  });
});

it('installs none in the place of one that was named', () => {
  const { machine, commands } = machineOf({ named: '/opt/chrome' });
  expect(() => setup(machine, () => {})).toThrow(`what PUSHDOWN_CHROMIUM names does not work: ${missing}`);
  expect(commands).toEqual([]);
});

describe('a look for Chromium', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pushdown-chromium-'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says that none is there', () => {
    expect(findChromium({ PATH: folder })).toEqual({
      missing: 'none of chromium, chromium-browser, google-chrome is here',
    });
  });

  it.runIf(process.platform === 'linux')('says why one does not work, and takes the next one', () => {
    const script = (name: string, code: string): void =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${code}\n`, { mode: 0o755 });
    script('chromium', 'echo "no library libnss3.so" >&2; exit 127');
    expect(findChromium({ PATH: folder })).toEqual({ missing: `${join(folder, 'chromium')}: no library libnss3.so` });
    script('google-chrome', `[ "$1" = --version ] && echo "${version}" || echo "<body>42</body>"`);
    expect(findChromium({ PATH: folder })).toEqual({ path: join(folder, 'google-chrome'), version });
    script('google-chrome', 'echo "<body>41</body>"');
    expect(findChromium({ PUSHDOWN_CHROMIUM: join(folder, 'google-chrome') })).toEqual({
      missing: `${join(folder, 'google-chrome')}: it does not show a page`,
    });
  });

  it('tests are skipped by title where there is none, and fail where there must be one', async () => {
    vi.stubEnv('PUSHDOWN_CHROMIUM', join(folder, 'no-browser'));
    vi.stubEnv('PUSHDOWN_REQUIRE_CHROMIUM', '');
    expect(await openBrowser()).toEqual({ title: expect.stringMatching(/^Chromium \(skipped: .*no-browser.*ENOENT/) });
    vi.stubEnv('PUSHDOWN_REQUIRE_CHROMIUM', '1');
    await expect(openBrowser()).rejects.toThrow('no-browser');
  });
});

it('a command that takes too long is ended, even if it does not listen', () => {
  const script = 'process.on("SIGTERM", () => {}); setTimeout(() => {}, 60000)';
  expect(run(process.execPath, ['-e', script], { seconds: 0.5 })).toMatchObject({
    succeeded: false,
    reason: 'ended after 0.5 seconds',
  });
});
