import cells from '@pushdown/cells';
import { createLab, defineEngine, definePlugin, type Lab } from '@pushdown/core';
import datasets from '@pushdown/datasets';
import texts from '@pushdown/datasets/node';
import evaluation from '@pushdown/evaluation';
import freezeStrategies from '@pushdown/freeze-strategies';
import memoryStructures from '@pushdown/memory-structures';
import training from '@pushdown/training';
import { z } from 'zod';
import { engines } from '../measuring/case.ts';

/** The engines that can be measured, by their names. */
const contributions = Object.entries(engines).map(([name, create]) =>
  defineEngine({ name, description: 'an engine that is measured', options: z.strictObject({}), create }),
);
const measuredEngines = definePlugin({ name: 'measured-engines', apiVersion: 1, contributions });

/** What the workers of a measured study use. */
export default async function createBenchmarkLab(): Promise<Lab> {
  return createLab({
    plugins: [cells, memoryStructures, datasets, texts, freezeStrategies, evaluation, training, measuredEngines],
  });
}
