import { fileURLToPath } from 'node:url';
import type { Measurement } from '../measuring/measure.ts';
import { runFresh } from '../processes/run-fresh.ts';
import type { Places } from './installation.ts';
import type { Peer } from './peer.ts';

const scripts = new URL('../../peers/', import.meta.url);

/**
 * Runs a peer's script once in a fresh process.
 * @param problemFile what it is told, as JSON.
 * @returns what it prints.
 * @throws ProcessError when the script fails.
 */
export function runPeer({ language, script, args = [] }: Peer, problemFile: string, places: Places): unknown {
  const path = fileURLToPath(new URL(script, scripts));
  return language === 'python'
    ? runFresh(places.python, [path, problemFile, ...args])
    : runFresh(process.execPath, [path, problemFile, places.modules, ...args]);
}

/** The same of a script that measures a step. @param problemFile a `Problem`. @throws ProcessError when the script fails. */
export function measurePeer(peer: Peer, problemFile: string, places: Places): Measurement {
  return runPeer(peer, problemFile, places) as Measurement;
}
