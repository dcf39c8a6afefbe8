import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { TensorflowError } from '../errors.ts';
import type { Tfjs } from '../tfjs.ts';
import { type LoadedBackend, usable } from './backend.ts';

/** The engines of this package and the backends of TensorFlow.js that they run on. */
export const backendNames = { tensorflow: 'tensorflow', 'tensorflow-wasm': 'wasm', 'tensorflow-cpu': 'cpu' } as const;

/** The name of an engine of this package. */
export type TensorflowEngineName = keyof typeof backendNames;

/** What would make TensorFlow itself usable. @param command what would outside a checkout of this repository. */
function remedy(command: string): string {
  return `run "${command} @tensorflow/tfjs-node", or in a checkout of Pushdown "pnpm setup:tensorflow"`;
}

/** @throws TensorflowError in one line, when the backend is not there or does not work. */
export async function loadBackend(engine: TensorflowEngineName): Promise<LoadedBackend> {
  const tf = await importCore();
  const name = backendNames[engine];
  const before = tf.getBackend();
  const { env } = tf;
  // Silences advice to use another backend, and the complaint about a second copy of a backend in one program.
  const production = env().getBool('PROD');
  env().set('PROD', true);
  try {
    await importBackend(engine);
    if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start its backend "${name}"`);
    tf.scalar(0).dispose();
  } catch (error) {
    throw new TensorflowError(explain(engine, error as Error), { cause: error });
  } finally {
    env().set('PROD', production);
  }
  if (before) await tf.setBackend(before);
  return usable(tf, name);
}

/** In Node the packages are CommonJS, whose exports are one object. */
export async function importCore(): Promise<Tfjs> {
  const core = (await import('@tensorflow/tfjs-core')) as Tfjs & { readonly default?: Tfjs };
  return core.default ?? core;
}

async function importBackend(engine: TensorflowEngineName): Promise<void> {
  if (engine === 'tensorflow-cpu') await import('@tensorflow/tfjs-backend-cpu');
  else if (engine === 'tensorflow-wasm') await import('@tensorflow/tfjs-backend-wasm');
  else requireNative();
}

/** Looks for tfjs-node where this package would find it, then from the current folder. */
function requireNative(): void {
  // TensorFlow reports every choice it makes. Its oneDNN kernels add in an order that depends on the number of threads.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
  // tfjs-node 4.22 calls functions of Node that Node 23 has no more.
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
  const here = createRequire(import.meta.url);
  const there = createRequire(join(process.cwd(), 'package.json'));
  let path: string;
  try {
    path = here.resolve('@tensorflow/tfjs-node');
  } catch {
    path = there.resolve('@tensorflow/tfjs-node');
  }
  here(path);
}

/** An error of loading as one line with what to do about it. */
export function explain(engine: TensorflowEngineName, error: Error & { readonly code?: string }): string {
  const reason = (error.message.split('\n')[0] as string).trim();
  if (engine !== 'tensorflow') return `the engine ${engine} does not work here: ${reason}`;
  if (error.code === 'MODULE_NOT_FOUND' && reason.includes('@tensorflow/tfjs-node'))
    return `the engine tensorflow needs @tensorflow/tfjs-node, which is not installed; ${remedy('npm install')}`;
  return `the engine tensorflow does not work here, because @tensorflow/tfjs-node lacks its native library or cannot load it (${reason}); ${remedy('npm rebuild')}`;
}
