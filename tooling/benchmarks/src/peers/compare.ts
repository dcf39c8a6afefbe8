import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../measuring/measure.ts';
import { measureFresh } from '../measuring/measure-fresh.ts';
import { type Summary, summarize } from '../measuring/summary.ts';
import { interleave } from '../processes/interleave.ts';
import { ProcessError } from '../processes/run-fresh.ts';
import { medianRatio } from '../statistics.ts';
import { findPeer, type Places } from './installation.ts';
import { measurePeer } from './measure-peer.ts';
import type { Peer } from './peer.ts';
import { type PeerModel, peerModels, problemOf } from './problem.ts';
import { lossDifference } from './same-losses.ts';

export interface ComparisonOptions extends Places {
  readonly model: PeerModel;
  readonly length: number;
  readonly batch: number;
  readonly runs: number;
  readonly seconds: number;
}

/** A row of `bench:peers`; numbers are null for a peer that was not measured. */
export interface PeerRow extends Nullable<Summary> {
  readonly model: PeerModel;
  readonly length: number;
  readonly batch: number;
  readonly peer: string;
  readonly version: string | null;
  /** Our time of a step as a multiple of the peer's: below 1 we are faster. */
  readonly ratio: number | null;
  /** Why a peer was not measured: it is not installed, or cannot do this model. */
  readonly notMeasured: string | null;
  /** What went wrong: a script failed, or its losses are not ours. */
  readonly error: string | null;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** What the first losses and all times of a peer amount to. */
type Result = Omit<PeerRow, 'model' | 'length' | 'batch' | 'peer' | 'version'>;

const noNumbers = { msPerStep: null, compileMs: null, firstStepMs: null, peakMemoryMB: null, ratio: null } as const;
const fine = { notMeasured: null, error: null } as const;

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
      frozen: 'none',
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
      { ...about, peer: 'pushdown', version: null, ...summarize(ourMeasurements), ratio: 1, ...fine },
      ...found.map(
        ({ peer: { name }, installation }, index): PeerRow => ({
          ...about,
          peer: name,
          ...('version' in installation
            ? { version: installation.version, ...compared(ourMeasurements, theirs[index] ?? []) }
            : { version: null, ...noNumbers, notMeasured: installation.notMeasured, error: null }),
        }),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What one run of a peer gave; a string says what went wrong. */
type Outcome = Measurement | string;

/** A script that failed once is not run again: it would only fail more slowly. */
function untilItFails(run: () => Measurement): () => Outcome {
  let failure: string | undefined;
  return () => {
    if (failure !== undefined) return failure;
    try {
      return run();
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      failure = error.message;
      return failure;
    }
  };
}

function compared(ours: readonly Measurement[], outcomes: readonly Outcome[]): Result {
  const theirs = outcomes.filter((outcome) => typeof outcome !== 'string');
  const failure =
    outcomes.find((outcome) => typeof outcome === 'string') ??
    theirs.map(({ losses }) => lossDifference(ours[0]?.losses ?? [], losses)).find((problem) => problem !== undefined);
  if (failure !== undefined) return { ...noNumbers, notMeasured: null, error: failure };
  const times = (measurements: readonly Measurement[]): number[] => measurements.map(({ msPerStep }) => msPerStep);
  return { ...summarize(theirs), ratio: Number(medianRatio(times(ours), times(theirs)).toFixed(4)), ...fine };
}
