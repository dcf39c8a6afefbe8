import { describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

describe('pushdown sample', () => {
  it('writes strings by the names of their symbols', async () => {
    const { exitCode, stdout, stderr } = await call('sample', 'dyck', '--length', '6', '--count', '3', '--seed', '1');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^([()[\]]( [()[\]]){5}\n){3}$/);
  });

  it('writes ids as JSON', async () => {
    const { stdout } = await call('sample', 'count-3', '--length', '6', '--json', '--seed', '2', '--probabilities');
    expect(JSON.parse(stdout)).toEqual({
      language: 'count-3',
      alphabet: ['a', 'b', 'c'],
      seed: 2,
      strings: [[0, 0, 1, 1, 2, 2]],
      logProbabilities: [0],
    });
  });

  it('draws lengths from those that the language has', async () => {
    const { stdout } = await call('sample', 'parity', '--lengths', '3:5', '--count', '60');
    const lengths = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ').length);
    expect([...new Set(lengths)].sort()).toEqual([3, 4, 5]);
  });

  it('gives the same strings for a seed, and others for another', async () => {
    const argv = ['sample', 'hardest-context-free', '--lengths', '20:30', '--count', '5', '--seed'];
    const first = await call(...argv, '7');
    expect(await call(...argv, '7')).toEqual(first);
    expect((await call(...argv, '8')).stdout).not.toBe(first.stdout);
  });

  it('shows probabilities when asked to', async () => {
    const { stdout } = await call('sample', 'unmarked-reversal', '--length', '2', '--probabilities');
    expect(stdout).toMatch(/^-0\.693147180559945\d\t(0 0|1 1)\n$/);
  });

  it('takes options of the language', async () => {
    const { stdout } = await call('sample', 'tomita', '--length', '4', '--options', '{"number": 2}');
    expect(stdout).toBe('1 0 1 0\n');
  });

  it('takes a grammar file, and warns of its oddities', async () => {
    const { exitCode, stdout, stderr } = await call('sample', fixture('brackets.grammar'), '--length', '2');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '( )\n' });
    expect(stderr).toMatch(/^pushdown: warning: .*brackets\.grammar: "Lost" is not reachable from "S"\n$/);
  });

  it.each([
    [['sample', 'dyck'], 'give either --length, such as 40, or --lengths, such as 40:80'],
    [['sample', 'dyck', '--length', '4', '--lengths', '4:6'], 'give either --length'],
    [['sample', 'dyck', '--length', '5'], 'no string of length 5; the nearest valid lengths are 4 and 6'],
    [['sample', 'dyck', '--length', 'five'], 'Expected a whole number of at least 0'],
    [['sample', 'dyck', '--lengths', '5:5'], '--lengths 5:5: dyck has no string of these lengths'],
    [['sample', 'dyck', '--lengths', '6:5'], 'the first length exceeds the second; did you mean 5:6?'],
    [['sample', 'dyck', '--length', '4', '--count', '0'], 'Expected a whole number of at least 1'],
    [['sample', 'dick', '--length', '4'], 'there is no language "dick"; did you mean "dyck"?'],
    [['sample', './none.grammar', '--length', '4'], 'there is no grammar file "./none.grammar"'],
    [['sample', fixture('broken.grammar'), '--length', '4'], 'broken.grammar:2:6, rule "S": there is no rule for "T"'],
    [['sample', 'grammar', '--length', '4'], 'language "grammar" needs the option "text"'],
  ])('answers %j with one clear message', async (argv, message) => {
    const { exitCode, stdout, stderr } = await call(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^pushdown: .*\n$/);
  });
});
