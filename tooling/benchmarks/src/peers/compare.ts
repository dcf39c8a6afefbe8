import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../measuring/measure.ts';
import { measureFresh } from '../measuring/measure-fresh.ts';
import { interleave } from '../processes/interleave.ts';
import { findPeer, type Places } from './installation.ts';
import { measurePeer } from './measure-peer.ts';
import { type Outcome, untilItFails } from './outcome.ts';
import type { Peer } from './peer.ts';
import { noResult, type PeerRow, resultOf } from './peer-row.ts';
import { type PeerModel, peerModels, problemOf } from './problem.ts';

export interface ComparisonOptions extends Places {
  readonly model: PeerModel;
  readonly length: number;
  readonly batch: number;
  readonly runs: number;
  readonly seconds: number;
}

/**
 * Measures our compiled engine and all peers by turns, each time in a fresh process.
 * @throws ProcessError when our own process fails.
 */
export function comparePeers(peers: readonly Peer[], options: ComparisonOptions): PeerRow[] {
  const { model, length, batch, runs, seconds } = options;
  const folder = mkdtempSync(join(tmpdir(), 'pushdown-peers-'));
  try {
    const problemFile = join(folder, 'problem.json');
    writeFileSync(problemFile, JSON.stringify(problemOf(model, batch, length, seconds)));
    const found = peers.map((peer) => {
      const without = peer.without?.[model];
      return { peer, installation: without === undefined ? findPeer(peer, options) : { notMeasured: without } };
    });
    const ourCase = {
      engine: 'compiled',
      model: peerModels[model].model,
      length,
      batch,
      seconds,
    } as const;
    const [ours = [], ...theirs] = interleave<Outcome>(runs, [
      () => measureFresh(ourCase),
      ...found.map(({ peer, installation }) =>
        'version' in installation ? untilItFails(() => measurePeer(peer, problemFile, options)) : () => 'not measured',
      ),
    ]);
    const ourMeasurements = ours as Measurement[];
    const about = { model, length, batch };
    return [
      { ...about, peer: 'pushdown', version: null, ...resultOf(ourMeasurements, ourMeasurements) },
      ...found.map(
        ({ peer: { name }, installation }, index): PeerRow => ({
          ...about,
          peer: name,
          ...('version' in installation
            ? { version: installation.version, ...resultOf(ourMeasurements, theirs[index] ?? []) }
            : { version: null, ...noResult, notMeasured: installation.notMeasured }),
        }),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
