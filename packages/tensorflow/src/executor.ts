import type { Executor } from '@pushdown/tensors';
import type { LoadedBackend } from './backends/backend.ts';
import { loadBackend, type TensorflowEngineName } from './backends/load.ts';
import { TensorflowError } from './errors.ts';
import { prepareExecution } from './runtime/execution.ts';

/** An executor that has to be loaded before it runs anything. */
export interface TensorflowExecutor extends Executor {
  readonly name: TensorflowEngineName;
  /** @throws TensorflowError when the backend is not there or does not work; the message says what would help. */
  load(): Promise<void>;
}

const loaded = new Map<TensorflowEngineName, LoadedBackend>();

/** One after the other: TensorFlow.js makes each backend it starts the one in use for the whole program. */
let loading: Promise<void> = Promise.resolve();

function load(name: TensorflowEngineName): Promise<void> {
  const next = loading.then(async () => {
    if (!loaded.has(name)) loaded.set(name, await loadBackend(name));
  });
  // A backend that is not there keeps no other from being loaded.
  loading = next.catch(() => {});
  return next;
}

/**
 * Runs recurrences and their gradients operation by operation on TensorFlow.js, in float32.
 *
 * @param name `tensorflow` is TensorFlow itself through tfjs-node, `tensorflow-wasm` and `tensorflow-cpu` are the WebAssembly
 *   and the plain JavaScript backends, which are always there.
 * @throws TensorflowError from the first run on when `load` has not been called.
 */
export function tensorflowExecutor(name: TensorflowEngineName = 'tensorflow'): TensorflowExecutor {
  const backend = (): LoadedBackend => {
    const found = loaded.get(name);
    if (found === undefined)
      throw new TensorflowError(`the engine ${name} is not loaded: call "await engine.load()" before its first run`);
    return found;
  };
  return {
    name,
    precision: 'float32',
    load: () => load(name),
    prepare: (recurrence, options = {}) => prepareExecution(name, recurrence, options, backend),
  };
}
