import type { PeerModel } from './problem.ts';

/** Another library doing the work of our training step, by a script in the folder `peers`. */
export interface Peer {
  readonly name: string;
  readonly language: 'python' | 'node';
  readonly script: string;
  /** What must be installed. The version of the first is reported. */
  readonly modules: readonly string[];
  /** What the script is told besides the problem. */
  readonly args?: readonly string[];
  /** Models it cannot do, and why. */
  readonly without?: Readonly<Partial<Record<PeerModel, string>>>;
}

const tfjs = { language: 'node', script: 'tfjs.mjs' } as const;

export const peers: readonly Peer[] = [
  { name: 'torch-eager', language: 'python', script: 'torch_eager.py', modules: ['torch'] },
  {
    name: 'torch-fused',
    language: 'python',
    script: 'torch_fused.py',
    modules: ['torch'],
    without: { 'superposition-stack': 'nn.LSTM runs whole sequences; no stack can act between two of its steps' },
  },
  { name: 'jax-scan', language: 'python', script: 'jax_scan.py', modules: ['jax'] },
  { ...tfjs, name: 'tfjs-cpu', modules: ['@tensorflow/tfjs'], args: ['cpu'] },
  { ...tfjs, name: 'tfjs-wasm', modules: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'], args: ['wasm'] },
  { name: 'jax-js', language: 'node', script: 'jax_js.mjs', modules: ['@jax-js/jax'] },
];
