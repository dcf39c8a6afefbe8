import { type TensorflowEngineName, tensorflowExecutor } from '@pushdown/tensorflow';

interface Available {
  readonly name: TensorflowEngineName;
  /** Why the engine cannot be tested here; undefined if it can. */
  readonly missing: string | undefined;
  /** For titles, so that a report says why tests were skipped. */
  readonly title: string;
}

async function available(name: TensorflowEngineName): Promise<Available> {
  try {
    await tensorflowExecutor(name).load();
    return { name, missing: undefined, title: name };
  } catch (error) {
    // Only the native library may be missing, and not where it was set up.
    if (name !== 'tensorflow' || process.env.PUSHDOWN_REQUIRE_TENSORFLOW === '1') throw error;
    const { message } = error as Error;
    return { name, missing: message, title: `${name} (skipped: ${message})` };
  }
}

/** All engines of this package, loaded if they can be. */
export const engines: readonly Available[] = await Promise.all(
  (['tensorflow-cpu', 'tensorflow-wasm', 'tensorflow'] as const).map(available),
);
