import { fileURLToPath } from 'node:url';
import type { Measurement } from '../measuring/measure.ts';
import { runFresh } from '../processes/run-fresh.ts';
import type { Places } from './installation.ts';
import type { Peer } from './peer.ts';

const scripts = new URL('../../peers/', import.meta.url);

/**
 * Runs a peer's script once in a fresh process.
 * @param problemFile a `Problem` as JSON.
 * @throws ProcessError when the script fails.
 */
export function measurePeer({ language, script, args = [] }: Peer, problemFile: string, places: Places): Measurement {
  const path = fileURLToPath(new URL(script, scripts));
  const measurement =
    language === 'python'
      ? runFresh(places.python, [path, problemFile, ...args])
      : runFresh(process.execPath, [path, problemFile, places.modules, ...args]);
  return measurement as Measurement;
}
