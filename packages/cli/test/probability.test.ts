import { describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

/** The result for a string, as JSON. */
async function probability(...argv: string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await call('probability', ...argv, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('pushdown probability', () => {
  it('gives ln p of a string by names', async () => {
    expect(await probability('unmarked-reversal', '--string', '0 1 1 0')).toEqual({
      language: 'unmarked-reversal',
      string: [0, 1, 1, 0],
      length: 4,
      member: true,
      logProbability: expect.closeTo(-2 * Math.LN2, 12),
    });
    expect(await probability('dyck', '--string', '( [ ] )')).toMatchObject({ string: [0, 2, 3, 1], member: true });
  });

  it('takes ids where no symbol has that name', async () => {
    expect(await probability('marked-reversal', '--string', '1 2 1')).toMatchObject({
      string: [1, 2, 1],
      member: true,
    });
    expect(await probability('hardest-context-free', '--string', '4 6 0 1 4')).toMatchObject({
      member: true,
      logProbability: expect.closeTo(-Math.LN2, 12),
    });
  });

  it('takes names that look like ids as names, unless told otherwise', async () => {
    const text = "S -> '1' S | '0'";
    const options = ['--options', JSON.stringify({ text })];
    expect(await probability('grammar', ...options, '--string', '1 0')).toMatchObject({ string: [0, 1], member: true });
    expect(await probability('grammar', ...options, '--ids', '--string', '1 0')).toMatchObject({
      string: [1, 0],
      member: false,
    });
  });

  it.each([
    ['a string outside of the language', '( ]'],
    ['a string of an impossible length', '('],
    ['the empty string', ''],
  ])('says that %s is no member', async (_, string) => {
    expect(await probability('dyck', '--string', string)).toMatchObject({ member: false, logProbability: '-Infinity' });
  });

  it('writes a readable answer', async () => {
    const { stdout } = await call('probability', 'count-3', '--string', '0 1 c');
    expect(stdout).toMatch(/^count-3, length 3: a b c\n {2}member +yes\n {2}ln p\(string \| its length\) +-?0\n$/);
    expect((await call('probability', 'count-3', '--string', '')).stdout).toContain('length 0: the empty string');
  });

  it('takes a grammar file, also as an option', async () => {
    const direct = await call('probability', fixture('brackets.grammar'), '--string', '( ) ( )', '--json');
    expect(JSON.parse(direct.stdout)).toMatchObject({ member: true, logProbability: expect.closeTo(-Math.LN2, 12) });
    const options = JSON.stringify({ file: fixture('brackets.grammar'), name: 'mine' });
    const indirect = await call('probability', 'grammar', '--options', options, '--string', '( ) ( )', '--json');
    expect(JSON.parse(indirect.stdout)).toMatchObject({ member: true, logProbability: expect.closeTo(-Math.LN2, 12) });
  });

  it.each([
    [
      ['probability', 'dyck', '--string', '( x'],
      '--string: number 2, "x", is no symbol of dyck; its symbols are ( ) [ ]',
    ],
    [['probability', 'dyck', '--string', '0 4'], '--string: number 2, "4", is no symbol of dyck'],
    [['probability', 'dyck', '--ids', '--string', '( )'], '"(", is no symbol of dyck; with ids 0 to 3'],
    [['probability', 'dyck'], "required option '--string <symbols>' not specified"],
  ])('answers %j with one clear message', async (argv, message) => {
    const { exitCode, stdout, stderr } = await call(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^pushdown: .*\n$/);
  });
});

describe('pushdown bound', () => {
  it('takes a grammar file', async () => {
    const argv = ['bound', fixture('brackets.grammar'), '--lengths', '2:4', '--training-lengths', '2:4', '--json'];
    expect(JSON.parse((await call(...argv)).stdout)).toMatchObject({ validLengths: 2 });
  });
});
