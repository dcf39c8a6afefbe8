import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@pushdown/core';
import { runExperiment, sha256 } from '@pushdown/studies';
import { afterEach, beforeEach, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';
import { tiny } from './fixtures/tiny.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-initial-'));
  await runExperiment({ experiment: tiny, lab: await createTestLab(), folder: join(folder, 'first') });
  file = join(folder, 'first', 'parameters.safetensors');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function parametersOf(run: string) {
  return decodeSafetensors(await readFile(join(folder, run, 'parameters.safetensors'))).tensors;
}

it('come from the file of another run, and stay when they are frozen', async () => {
  const initialParameters = { file, components: ['controller' as const] };
  const experiment = { ...tiny, seed: 9, initialParameters, freeze: 'controller' };
  await runExperiment({ experiment, lab: await createTestLab(), folder: join(folder, 'second') });
  const [first, second] = [await parametersOf('first'), await parametersOf('second')];
  for (const [path, { values }] of Object.entries(second)) {
    if (path.startsWith('controller/')) expect(values, path).toEqual(first[path]?.values);
    else expect(values, path).not.toEqual(first[path]?.values);
  }
});

it('come from the file that is stated, and only for what is selected there', async () => {
  const lab = await createTestLab();
  const stated = { file, sha256: sha256(await readFile(file)) };
  await runExperiment({ experiment: { ...tiny, initialParameters: stated }, lab });
  const other = { ...tiny, initialParameters: { file, sha256: sha256('another file') } };
  await expect(runExperiment({ experiment: other, lab })).rejects.toThrow(
    /its content has the SHA-256 \w{64}, not \w{64}/,
  );
  const nothing = { ...tiny, initialParameters: { file, components: ['memory' as const] } };
  await expect(runExperiment({ experiment: nothing, lab })).rejects.toThrow('no parameter of the model is selected');
  // Of the file, whose controller is another one, only the biases of the classifier are read.
  const model = { controller: { type: 'gru', size: 5 } };
  await runExperiment({ experiment: { ...tiny, model, initialParameters: { file, paths: ['classifier/bias'] } }, lab });
});

it.each([
  ['a missing file', (path: string) => path.replace('first', 'none'), {}, 'no such file'],
  ['a damaged file', (path: string) => `${path}.broken`, {}, 'not a safetensors file'],
  [
    'other sizes',
    (path: string) => path,
    { controller: { type: 'lstm', size: 4 } },
    'in the shape [3, 12]; the model needs [3, 16]',
  ],
  [
    'other parameters',
    (path: string) => path,
    { controller: { type: 'gru', size: 3 } },
    'has a parameter "controller/lstm/',
  ],
])('say before anything is written what is wrong with %s', async (_, pathOf, model, message) => {
  await writeFile(`${file}.broken`, 'x');
  const experiment = { ...tiny, model: { ...tiny.model, ...model }, initialParameters: { file: pathOf(file) } };
  const run = runExperiment({ experiment, lab: await createTestLab(), folder: join(folder, 'second') });
  await expect(run).rejects.toThrow(message);
  expect(await readdir(folder)).toEqual(['first']);
});
