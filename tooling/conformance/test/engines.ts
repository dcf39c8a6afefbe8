import { compiledExecutor } from '@pushdown/compiler';
import { type TensorflowEngineName, tensorflowExecutor } from '@pushdown/tensorflow';
import type { Executor } from '@pushdown/tensors';

/** The engines besides the reference that are tried with every memory and controller. */
export const ownEngines: readonly Executor[] = [compiledExecutor()];

/** Those with the engines of TensorFlow.js that work here: slower by far, and so for the first case of each. */
export const allEngines: readonly Executor[] = [
  ...ownEngines,
  ...(await Promise.all((['tensorflow-cpu', 'tensorflow-wasm', 'tensorflow'] as const).map(loaded))).flat(),
];

async function loaded(name: TensorflowEngineName): Promise<readonly Executor[]> {
  const engine = tensorflowExecutor(name);
  try {
    await engine.load();
    return [engine];
  } catch (error) {
    // Only the native library may be missing, and not where it was set up.
    if (name !== 'tensorflow' || process.env.PUSHDOWN_REQUIRE_TENSORFLOW === '1') throw error;
    return [];
  }
}
