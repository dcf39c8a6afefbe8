import cells from '@pushdown/cells';
import { definePlugin, type Plugin, referenceEngine } from '@pushdown/core';
import datasets from '@pushdown/datasets';
import evaluation from '@pushdown/evaluation';
import freezeStrategies from '@pushdown/freeze-strategies';
import memoryStructures from '@pushdown/memory-structures';
import training from '@pushdown/training';

const engines: Plugin = definePlugin({ name: '@pushdown/engines', apiVersion: 1, contributions: [referenceEngine] });

/** The plugins that every laboratory of the command has. */
export const builtInPlugins: readonly Plugin[] = [
  cells,
  memoryStructures,
  datasets,
  freezeStrategies,
  evaluation,
  training,
  engines,
];
