import { describe, expect, it } from 'vitest';
import { call } from './call.ts';

describe('pushdown --help', () => {
  it('documents commands and exit codes', async () => {
    const { exitCode, stdout } = await call('--help');
    expect(exitCode).toBe(0);
    for (const text of [
      'run',
      'study',
      'compile',
      'export',
      'list',
      'bound',
      'sample',
      'probability',
      '--json',
      '--plugin',
      'Exit codes:',
      '130',
    ]) {
      expect(stdout).toContain(text);
    }
  });

  it('is what somebody gets who names no command', async () => {
    const { exitCode, stderr } = await call();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Usage: pushdown');
  });

  it('shows the profiles of the study', async () => {
    expect((await call('study', 'run', '--help')).stdout).toMatch(/smoke\s+a first impression: .*under three minutes/);
  });
});
