import cells from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { createLab, defineEngine, definePlugin, type Lab } from '@pushdown/core';
import datasets from '@pushdown/datasets';
import evaluation from '@pushdown/evaluation';
import freezeStrategies from '@pushdown/freeze-strategies';
import memoryStructures from '@pushdown/memory-structures';
import training from '@pushdown/training';
import { z } from 'zod';

const compiled = defineEngine({
  name: 'compiled',
  description: 'the default',
  options: z.strictObject({}),
  create: () => compiledExecutor(),
});
const engines = definePlugin({ name: 'engines', apiVersion: 1, contributions: [compiled] });

/** What the workers of a measured study use. */
export default async function createBenchmarkLab(): Promise<Lab> {
  return createLab({ plugins: [cells, memoryStructures, datasets, freezeStrategies, evaluation, training, engines] });
}
