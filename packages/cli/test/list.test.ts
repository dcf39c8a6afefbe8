import { describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

describe('pushdown list', () => {
  it('lists every kind', async () => {
    const { exitCode, stdout } = await call('list', '--json');
    expect(exitCode).toBe(0);
    const listed = JSON.parse(stdout) as { kind: string; name: string }[];
    expect(listed.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining([
        'controller lstm',
        'memory superposition-stack',
        'language count-3',
        'language marked-reverse-and-copy',
        'freeze-strategy none',
        'freeze-strategy memory',
        'freeze-strategy controller',
        'freeze-strategy controller-and-memory',
        'evaluation perplexity',
        'evaluation k-hot-accuracy',
        'optimizer adam',
        'optimizer adamw',
        'optimizer rmsprop',
        'optimizer sgd',
        'engine reference',
      ]),
    );
  });

  it('shows options with their defaults', async () => {
    const { stdout } = await call('list', 'optimizer', '--json');
    const listed = JSON.parse(stdout) as { name: string; options: object[] }[];
    expect(listed.map(({ name }) => name)).toEqual(['adam', 'adamw', 'rmsprop', 'sgd']);
    expect(listed[0]?.options).toContainEqual({
      name: 'beta1',
      type: 'number',
      required: false,
      default: 0.9,
    });
    const { stdout: text } = await call('list', 'optimizer');
    expect(text).toContain('beta1: number, default 0.9');
    // Its schema has a refinement, which is no hindrance to a look at its options.
    expect(text).toMatch(/sgd[\s\S]*nesterov: boolean, default false/);
  });

  it('includes plugins', async () => {
    const { stdout } = await call('list', 'memory', '--plugin', fixture('running-sum.ts'));
    expect(stdout).toMatch(/running-sum\s+a fading sum of hidden states/);
  });

  it('rejects an unknown kind', async () => {
    const { exitCode, stderr } = await call('list', 'memories');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^pushdown: .*memories.*Allowed choices are controller, memory, .*\n$/);
  });
});
