import cells from '@pushdown/cells';
import type { Plugin } from '@pushdown/core';
import datasets from '@pushdown/datasets';
import textCorpora from '@pushdown/datasets/node';
import evaluation from '@pushdown/evaluation';
import freezeStrategies from '@pushdown/freeze-strategies';
import memoryStructures from '@pushdown/memory-structures';
import training from '@pushdown/training';
import { engines } from './engines.ts';

/** The plugins that every laboratory of the command has. */
export const builtInPlugins: readonly Plugin[] = [
  cells,
  memoryStructures,
  datasets,
  textCorpora,
  freezeStrategies,
  evaluation,
  training,
  engines,
];
