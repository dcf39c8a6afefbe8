import { fileURLToPath } from 'node:url';
import { runFresh } from '../processes/run-fresh.ts';
import type { Case } from './case.ts';
import type { Measurement } from './measure.ts';

// In a test this file is TypeScript source, but a process of its own needs JavaScript.
const script = fileURLToPath(new URL('../../dist/measuring/measure-process.js', import.meta.url));

/** Measures a case in a fresh process. @throws ProcessError when the process fails. */
export function measureFresh(measured: Case): Measurement {
  return runFresh(process.execPath, [script, JSON.stringify(measured)]) as Measurement;
}
