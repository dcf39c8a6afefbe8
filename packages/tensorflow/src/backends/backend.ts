import type { Tfjs } from '../tfjs.ts';

/** A backend of TensorFlow.js that is ready to compute. */
export interface LoadedBackend {
  readonly tf: Tfjs;
  /** Computes on this backend; whichever was in use before is so again afterwards. */
  use<T>(work: (tf: Tfjs) => T): T;
}

/** TensorFlow.js has one backend in use for a whole program, which may well be somebody else's. */
export function usable(tf: Tfjs, name: string): LoadedBackend {
  return {
    tf,
    use(work) {
      const before = tf.getBackend();
      if (before === name) return work(tf);
      // Of a backend that is ready, the change happens at once and not when the promise is fulfilled.
      void tf.setBackend(name);
      try {
        return work(tf);
      } finally {
        if (before) void tf.setBackend(before);
      }
    },
  };
}
