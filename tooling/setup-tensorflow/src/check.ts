import { join } from 'node:path';
import { lastLine, run } from './run.ts';

const script = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const [product] = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync();
if (tf.getBackend() !== 'tensorflow' || product !== 11) throw new Error('it computes ' + product + ' on ' + tf.getBackend());
process.stdout.write('works ' + tf.backend().binding.TF_Version + '\\n');
`;

export interface Checked {
  /** Version of TensorFlow; undefined if it does not work. */
  readonly version: string | undefined;
  readonly reason: string;
}

/** Loads tfjs-node in a process of its own, which a broken native library may well end, and lets it multiply. */
export function check(folder: string): Checked {
  const { succeeded, text } = run(process.execPath, ['-e', script, folder], {
    seconds: 60,
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  const version = /works (\S+)/.exec(text)?.[1];
  if (succeeded && version !== undefined) return { version, reason: '' };
  const error = text.split('\n').find((line) => /^\w*Error: /.test(line));
  return { version: undefined, reason: error ?? lastLine(text) };
}

/** The native binding in a folder with the native parts of tfjs-node. */
export function bindingOf(folder: string, napi: number): string {
  return join(folder, 'lib', `napi-v${napi}`, 'tfjs_binding.node');
}
