import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors } from '@pushdown/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-export-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const lstm = { type: 'lstm', size: 3 };

/** Runs the tiny experiment with another model. @returns the file of the experiment. */
async function trained(model: object, run: string): Promise<string> {
  const path = join(folder, 'experiment.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(fixture('tiny.json'), 'utf8')), model }));
  const { exitCode, stderr } = await call('run', path, '--output', run);
  expect(exitCode, stderr).toBe(0);
  return path;
}

async function tensorsOf(path: string) {
  return decodeSafetensors(await readFile(path)).tensors;
}

describe('pushdown export --to pytorch', () => {
  it.each([
    ['lstm', { controller: lstm }, ['rnn.rnn.weight_ih_l0', 'layer.linear.weight']],
    ['stacked lstm', { controller: [lstm, lstm] }, ['rnn.rnn.weight_ih_l0', 'rnn.rnn.bias_hh_l1']],
    [
      'superposition stack',
      { controller: lstm, memory: { type: 'superposition-stack', size: 2 } },
      ['rnn.controller.rnn.weight_hh_l0', 'rnn.action_layer.linear.weight', 'rnn.push_value_layer.linear.bias'],
    ],
    [
      'nondeterministic stack',
      { controller: lstm, memory: { type: 'nondeterministic-stack', states: 1, symbols: 2 } },
      ['rnn.operation_layer.weight'],
    ],
    [
      'vector nondeterministic stack',
      {
        controller: lstm,
        memory: { type: 'vector-nondeterministic-stack', states: 1, symbols: 2, size: 2, bottomVector: 'learned' },
      },
      ['rnn.operation_layer.weight', 'rnn.pushed_vector_layer.0.weight', 'rnn.bottom_vector'],
    ],
  ])('%s: what is exported can be imported, bit for bit', async (_what, model, names) => {
    const run = join(folder, 'run');
    const file = join(folder, 'exported.safetensors');
    const experiment = await trained(model, run);
    const { exitCode, stdout } = await call('export', run, '--to', 'pytorch', '--output', file, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).parameters).toEqual(expect.arrayContaining(names));
    const exported = await tensorsOf(file);
    expect(exported[names[0] as string]?.values).toBeInstanceOf(Float32Array);
    expect(exported['layer.linear.weight']?.shape).toEqual([4, 3]);

    const imported = join(folder, 'imported');
    const again = await call('run', experiment, '--parameters', file, '--output', imported);
    expect(again.exitCode, again.stderr).toBe(0);
    const ours = await tensorsOf(join(run, 'parameters.safetensors'));
    const whole = join(folder, 'whole');
    await call('run', experiment, '--parameters', join(run, 'parameters.safetensors'), '--output', whole);
    expect(await tensorsOf(join(imported, 'parameters.safetensors'))).toEqual(
      await tensorsOf(join(whole, 'parameters.safetensors')),
    );
    expect(await tensorsOf(join(imported, 'parameters.safetensors'))).not.toEqual(ours);
  });

  it('transposes matrices: out × in there, [in, out] here', async () => {
    const run = join(folder, 'run');
    const file = join(folder, 'exported.safetensors');
    await trained({ controller: lstm }, run);
    await call('export', run, '--to', 'pytorch', '--output', file);
    const [theirs, ours] = [
      (await tensorsOf(file))['layer.linear.weight'],
      (await tensorsOf(join(run, 'parameters.safetensors')))['classifier/weights'],
    ];
    expect(ours?.shape).toEqual([3, 4]);
    for (let input = 0; input < 3; input++)
      for (let output = 0; output < 4; output++)
        expect(theirs?.values[output * 3 + input]).toBe(ours?.values[input * 4 + output]);
  });

  it('refuses models that the implementation does not have', async () => {
    const run = join(folder, 'run');
    await trained({ controller: { type: 'gru', size: 3 } }, run);
    const { exitCode, stderr } = await call('export', run, '--to', 'pytorch', '--output', join(folder, 'out'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the parameter "controller/gru/inputWeights" has no counterpart');
  });

  it('says what is wrong with a file to import', async () => {
    const file = join(folder, 'wrong.safetensors');
    const run = () => call('run', fixture('tiny.json'), '--parameters', file, '--output', join(folder, 'run'));
    const expected = async (message: string) => {
      const { exitCode, stderr } = await run();
      expect(exitCode).toBe(2);
      expect(stderr).toContain(message);
    };
    await expected('there is no parameter file');
    await writeFile(file, 'x');
    await expected('not a safetensors file');
    const write = (tensors: Parameters<typeof encodeSafetensors>[0]['tensors']) =>
      writeFile(file, encodeSafetensors({ tensors, metadata: {} }));
    await write({ 'rnn.attention.weight': { shape: [1], values: Float32Array.of(1) } });
    await expected('it has a parameter "rnn.attention.weight" that the model lacks');
    await write({ 'rnn.rnn.weight_ih_l0': { shape: [2, 1], values: Float32Array.of(1, 2) } });
    await expected('it has "rnn.rnn.weight_ih_l0" in the shape [2, 1]; the model needs [12, 3]');
  });

  it('keeps files, and needs a finished run', async () => {
    const file = join(folder, 'exists');
    await writeFile(file, 'precious');
    expect((await call('export', folder, '--to', 'pytorch', '--output', file)).stderr).toContain('exists; choose');
    const { exitCode, stderr } = await call('export', folder, '--to', 'pytorch', '--output', `${file}-not`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('holds no finished run');
  });
});
