import { compiledExecutor } from '@pushdown/compiler';
import {
  type Contribution,
  defineEngine,
  definePlugin,
  type Engine,
  type Plugin,
  referenceEngine,
} from '@pushdown/core';
import { z } from 'zod';

/** The compiler of @pushdown/compiler, which knows nothing of plugins, as an engine. */
const compiledEngine: Contribution<'engine', Record<string, never>, Engine> = defineEngine({
  name: 'compiled',
  description: 'WebAssembly made for each model; float32, fast',
  options: z.strictObject({}) as z.ZodType<Record<string, never>, Record<string, never>>,
  create: () => compiledExecutor(),
});

/** Every engine that is always there. */
export const engines: Plugin = definePlugin({
  name: '@pushdown/engines',
  apiVersion: 1,
  contributions: [referenceEngine, compiledEngine],
});
