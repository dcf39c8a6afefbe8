import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRecurrentModel, type RecurrentModel, type Reference } from '@pushdown/core';
import { languageModels } from '@pushdown/studies';
import type { EngineName } from '../measuring/case.ts';
import type { LeastSteps } from '../measuring/timing.ts';
import { benchmarkChunk, benchmarkParameters } from '../measuring/workload.ts';
import createBenchmarkLab from '../studies/laboratory.ts';

/** What one fresh process measures. */
export interface LanguageCase {
  readonly engine: EngineName;
  /** A model of DuSell & Chiang (2023) for the Penn Treebank, by its name. */
  readonly model: string;
  /** Parallel streams. */
  readonly batch: number;
  /** Symbols of a chunk. */
  readonly steps: number;
  /** Size of the vocabulary. */
  readonly words: number;
  readonly seconds: number;
}

/** Steps take seconds here. */
export const leastSteps: LeastSteps = { warmUp: 1, counted: 3 };

export const clipNorm = 0.25;
export const learningRate = 1;

export async function languageModel({
  model: name,
  words,
}: Pick<LanguageCase, 'model' | 'words'>): Promise<RecurrentModel> {
  const lab = await createBenchmarkLab();
  const { controller, memory, embedding } = languageModels[name] ?? {};
  return createRecurrentModel({
    alphabetSize: words,
    controller: lab.create('controller', controller as Reference),
    ...(memory ? { memory: lab.create('memory', memory) } : {}),
    ...(embedding === undefined ? {} : { embedding }),
    predict: 'stream',
  });
}

/**
 * All a peer is told, as `problem.json` and, because millions of numbers are slow to read as text, `parameters.bin` in a folder:
 * initial values in float32, one parameter after another.
 * @returns the path of the former.
 */
export async function writeProblem(folder: string, measured: LanguageCase): Promise<string> {
  const model = await languageModel(measured);
  const values = benchmarkParameters(model);
  const parts = model.parameters.map(({ path }) => Float32Array.from(values[path] ?? []));
  writeFileSync(join(folder, 'parameters.bin'), Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))));
  const { inputs, targets } = benchmarkChunk(measured.words, measured.batch, measured.steps);
  const problem = {
    ...measured,
    ...languageModels[measured.model],
    clipNorm,
    learningRate,
    leastSteps,
    inputs: inputs.map((stream) => [...stream]),
    targets: targets.map((stream) => [...stream]),
    parametersFile: join(folder, 'parameters.bin'),
    shapes: Object.fromEntries(model.parameters.map(({ path, shape }) => [path, shape])),
  };
  const file = join(folder, 'problem.json');
  writeFileSync(file, JSON.stringify(problem));
  return file;
}
