import type { Executor } from '@pushdown/tensors';
import type { TensorflowEngineName } from './backends/load.ts';
import { loadEngine, loadedBackend } from './loaded.ts';
import { prepareExecution } from './runtime/execution.ts';

/** An executor that has to be loaded before it runs anything. */
export interface TensorflowExecutor extends Executor {
  readonly name: TensorflowEngineName;
  /** @throws TensorflowError when the backend is not there or does not work; the message says what would help. */
  load(): Promise<void>;
}

/**
 * Runs recurrences and their gradients operation by operation on TensorFlow.js, in float32.
 *
 * @param name `tensorflow` is TensorFlow itself through tfjs-node, `tensorflow-wasm` and `tensorflow-cpu` are the WebAssembly
 *   and the plain JavaScript backends, which are always there.
 * @throws TensorflowError from the first run on when `load` has not been called.
 */
export function tensorflowExecutor(name: TensorflowEngineName = 'tensorflow'): TensorflowExecutor {
  return {
    name,
    precision: 'float32',
    load: () => loadEngine(name),
    prepare: (recurrence, options = {}) => prepareExecution(name, recurrence, options, () => loadedBackend(name)),
  };
}
