import { mkdtempSync, readFileSync } from 'node:fs';
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

  it('run reads the grammar that --set language names', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'pushdown-')), 'run');
    const lengths = ['--set', 'training.lengths=[2,6]', '--set', 'evaluation.bins=[[2,6]]'];
    const options = ['--set', `language=${grammar}`, ...lengths, '--output', folder, '--json'];
    const { exitCode, stdout, stderr } = await call('run', fixture('tiny.json'), ...options);
    expect(exitCode, stderr).toBe(0);
    const { language } = JSON.parse(stdout).experiment;
    expect(language).toEqual({ type: 'grammar', file: grammar, text: readFileSync(grammar, 'utf8') });
    const missing = await call('run', fixture('tiny.json'), '--set', 'language=no-such.grammar');
    expect(missing).toMatchObject({ exitCode: 2, stderr: 'pushdown: there is no grammar file "no-such.grammar"\n' });
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
