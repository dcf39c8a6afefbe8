import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

const grammar = fixture('brackets.grammar');

describe('--language', () => {
  it.each([
    ['sample', ['--length', '2', '--seed', '1']],
    ['probability', ['--string', '( )']],
    ['bound', ['--lengths', '2:6']],
  ])('%s takes it in place of the argument', async (command, rest) => {
    const byOption = await call(command, '--language', grammar, ...rest);
    expect(byOption.exitCode).toBe(0);
    expect(byOption).toEqual(await call(command, grammar, ...rest));
  });

  it('run takes it in place of the language in the file', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'pushdown-')), 'run');
    const { exitCode, stdout } = await call(
      'run',
      fixture('tiny.json'),
      '--language',
      'parity',
      '--output',
      folder,
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).experiment.language).toBe('parity');
  });

  it('refuses two languages, and none', async () => {
    const two = await call('bound', 'count-3', '--language', 'parity', '--lengths', '3:9');
    expect(two).toMatchObject({
      exitCode: 2,
      stderr: 'pushdown: two languages are given, "count-3" and --language "parity"; give one\n',
    });
    const none = await call('bound', '--lengths', '3:9');
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toMatch(/^pushdown: no language is given/);
  });
});
