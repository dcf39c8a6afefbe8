import type { LoadedBackend } from './backends/backend.ts';
import { loadBackend, type TensorflowEngineName } from './backends/load.ts';
import { TensorflowError } from './errors.ts';

const loaded = new Map<TensorflowEngineName, LoadedBackend>();

/** One after the other: TensorFlow.js makes each backend it starts the one in use for the whole program. */
let loading: Promise<void> = Promise.resolve();

/** Loads what an engine runs on; again it does nothing. @throws TensorflowError when it is not there or does not work. */
export function loadEngine(name: TensorflowEngineName): Promise<void> {
  const next = loading.then(async () => {
    if (!loaded.has(name)) loaded.set(name, await loadBackend(name));
  });
  // A backend that is not there keeps no other from being loaded.
  loading = next.catch(() => {});
  return next;
}

/** What an engine runs on. @throws TensorflowError when `loadEngine` has not been called. */
export function loadedBackend(name: TensorflowEngineName): LoadedBackend {
  const found = loaded.get(name);
  if (found === undefined)
    throw new TensorflowError(`the engine ${name} is not loaded: call "await engine.load()" before its first run`);
  return found;
}
