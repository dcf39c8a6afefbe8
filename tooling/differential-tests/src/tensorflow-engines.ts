import { type TensorflowExecutor, tensorflowExecutor } from '@pushdown/tensorflow';

/** An engine of @pushdown/tensorflow, loaded if it can be. */
export interface TensorflowEngine {
  readonly engine: TensorflowExecutor;
  /** Why it cannot be tested here; undefined if it can. */
  readonly missing: string | undefined;
  /** For titles, so that a report says why tests were skipped. */
  readonly title: string;
}

/**
 * Loads all engines of @pushdown/tensorflow.
 * @throws TensorflowError when one fails that needs no native library, or one whose native library was set up.
 */
export function loadTensorflowEngines(): Promise<readonly TensorflowEngine[]> {
  return Promise.all(
    (['tensorflow-cpu', 'tensorflow-wasm', 'tensorflow'] as const).map(async (name): Promise<TensorflowEngine> => {
      const engine = tensorflowExecutor(name);
      try {
        await engine.load();
        return { engine, missing: undefined, title: name };
      } catch (error) {
        if (name !== 'tensorflow' || process.env.PUSHDOWN_REQUIRE_TENSORFLOW === '1') throw error;
        const { message } = error as Error;
        return { engine, missing: message, title: `${name} (skipped: ${message})` };
      }
    }),
  );
}
