import { type CompiledExecutorOptions, CompileError, compiledExecutor } from '@pushdown/compiler';
import {
  type Contribution,
  defineEngine,
  definePlugin,
  type Engine,
  numberFormat,
  OptionError,
  type Plugin,
  referenceEngine,
} from '@pushdown/core';
import { type TensorflowEngineName, tensorflowExecutor, tensorflowProducts } from '@pushdown/tensorflow';
import { z } from 'zod';

type CompiledEngineOptions = Pick<CompiledExecutorOptions, 'format' | 'rounded' | 'relaxedSimd'>;

/** The compiler of @pushdown/compiler, which knows nothing of plugins, as an engine. */
const compiledEngine: Contribution<'engine', CompiledEngineOptions, Engine> = defineEngine({
  name: 'compiled',
  description: 'WebAssembly made for each model; float32 or fewer bits, fast',
  options: z.strictObject({
    format: numberFormat.default('float32'),
    rounded: z.enum(['everything', 'carry']).default('everything'),
    relaxedSimd: z.boolean().default(false),
  }) as z.ZodType<Required<CompiledEngineOptions>, CompiledEngineOptions>,
  create(options) {
    try {
      return compiledExecutor(options);
    } catch (error) {
      // The runtime lacks what an option asks for, or a format is too wide: a mistake in the configuration, not in a model.
      throw error instanceof CompileError ? new OptionError(error.message, { cause: error }) : error;
    }
  },
});

/** The compiler with TensorFlow for large products: which of the two does what is decided by sizes alone. */
const compiledTensorflowEngine: Contribution<'engine', Record<never, never>, Engine> = defineEngine({
  name: 'compiled-tensorflow',
  description: 'compiled, with large products of matrices on TensorFlow through tfjs-node; for large vocabularies',
  options: z.strictObject({}),
  create: () => compiledExecutor({ products: tensorflowProducts() }),
});

/** What the engines of @pushdown/tensorflow run on. TensorFlow.js itself is loaded only when one of them is to run. */
const tensorflowEngines: Readonly<Record<TensorflowEngineName, string>> = {
  tensorflow: 'TensorFlow through tfjs-node, operation by operation; float32; needs a native library, see doctor',
  'tensorflow-wasm': 'WebAssembly backend of TensorFlow.js, operation by operation; float32',
  'tensorflow-cpu': 'JavaScript backend of TensorFlow.js, operation by operation; float32, slow',
};

function tensorflowEngine([name, description]: readonly [string, string]): Contribution<
  'engine',
  Record<never, never>,
  Engine
> {
  return defineEngine({
    name,
    description,
    options: z.strictObject({}),
    create: () => tensorflowExecutor(name as TensorflowEngineName),
  });
}

/** Every engine that experiments can name without a plugin. */
export const engines: Plugin = definePlugin({
  name: '@pushdown/engines',
  apiVersion: 1,
  contributions: [
    referenceEngine,
    compiledEngine,
    compiledTensorflowEngine,
    ...Object.entries(tensorflowEngines).map(tensorflowEngine),
  ],
});
