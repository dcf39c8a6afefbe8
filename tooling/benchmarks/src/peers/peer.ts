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

type Without = Peer['without'];

const noScript = 'no script of ours has this memory';
const noNondeterminism: Without = { 'rns-2-3': noScript, 'rns-3-3': noScript, 'vrns-2-3-3': noScript };
const onlySuperposition: Without = { 'stratification-stack': noScript, ...noNondeterminism };
const noPlaceForStacks = 'nn.LSTM runs whole sequences; no stack can act between two of its steps';
const nothingToRescale = 'it is the same as torch-eager here';

const torch = { language: 'python', script: 'torch_eager.py', modules: ['torch'] } as const;
const tfjs = { language: 'node', script: 'tfjs.mjs', without: onlySuperposition } as const;

export const peers: readonly Peer[] = [
  { ...torch, name: 'torch-eager', args: ['logarithms'] },
  {
    ...torch,
    name: 'torch-rescaled',
    args: ['numbers'],
    without: {
      lstm: nothingToRescale,
      'superposition-stack': nothingToRescale,
      'stratification-stack': nothingToRescale,
    },
  },
  {
    name: 'torch-fused',
    language: 'python',
    script: 'torch_fused.py',
    modules: ['torch'],
    without: {
      'superposition-stack': noPlaceForStacks,
      'stratification-stack': noPlaceForStacks,
      'rns-2-3': noPlaceForStacks,
      'rns-3-3': noPlaceForStacks,
      'vrns-2-3-3': noPlaceForStacks,
    },
  },
  { name: 'jax-scan', language: 'python', script: 'jax_scan.py', modules: ['jax'] },
  { ...tfjs, name: 'tfjs-cpu', modules: ['@tensorflow/tfjs'], args: ['cpu'] },
  { ...tfjs, name: 'tfjs-wasm', modules: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'], args: ['wasm'] },
  { name: 'jax-js', language: 'node', script: 'jax_js.mjs', modules: ['@jax-js/jax'], without: onlySuperposition },
];
