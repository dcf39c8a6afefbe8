import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measurement } from '../measuring/measure.ts';
import { findPeer } from '../peers/installation.ts';
import { measurePeer } from '../peers/measure-peer.ts';
import { failureOf, type Outcome, untilItFails } from '../peers/outcome.ts';
import type { Peer } from '../peers/peer.ts';
import { interleave } from '../processes/interleave.ts';
import { runFresh } from '../processes/run-fresh.ts';
import { median, medianRatio } from '../statistics.ts';
import { type LanguageCase, writeProblem } from './workload.ts';

const torch = { language: 'python', script: 'torch_language.py', modules: ['torch'] } as const;
/** Nondeterministic stacks in logarithms, as in the program of DuSell & Chiang. */
const plain: Peer = { ...torch, name: 'torch', args: ['logarithms'] };
/** In numbers that are rescaled at every step, as ours are. */
const rescaled: Peer = { ...torch, name: 'torch-rescaled', args: ['numbers'] };

function peersFor(model: string): readonly Peer[] {
  return model.startsWith('rns') ? [plain, rescaled] : [plain];
}

// In a test this file is TypeScript source, but a process of its own needs JavaScript.
const script = fileURLToPath(new URL('../../dist/language-modeling/measure-process.js', import.meta.url));

/** A row of `bench:language-modeling`; numbers are null where nothing was measured. */
export interface LanguageRow {
  readonly model: string;
  /** Our engine, or the peer with its version. */
  readonly who: string;
  readonly tokensPerSecond: number | null;
  /** By processor time of all threads, which other processes do not lengthen. */
  readonly cpuTokensPerSecond: number | null;
  /** Our tokens per second as a multiple of the peer's: above 1 we are faster. */
  readonly ratio: number | null;
  readonly cpuRatio: number | null;
  readonly peakMemoryMB: number | null;
  /** Why a peer was not measured, or what went wrong. */
  readonly remark: string | null;
  readonly failed: boolean;
}

interface ComparisonOptions {
  readonly measured: LanguageCase;
  /** The Python interpreter; no peer without it. */
  readonly python: string | undefined;
  readonly runs: number;
}

/** Measures our engine and PyTorch by turns, each time in a fresh process. @throws ProcessError when our own process fails. */
export async function compareLanguage({ measured, python, runs }: ComparisonOptions): Promise<LanguageRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pushdown-language-'));
  try {
    const places = { python: python ?? '', modules: '.' };
    const problem = await writeProblem(folder, measured);
    const peers = python === undefined ? [] : peersFor(measured.model);
    const found = peers.map((peer) => ({ peer, installation: findPeer(peer, places) }));
    const [ours = [], ...theirs] = interleave<Outcome>(runs, [
      () => runFresh(process.execPath, [script, JSON.stringify(measured)]) as Measurement,
      ...found.map(({ peer, installation }) =>
        'version' in installation ? untilItFails(() => measurePeer(peer, problem, places)) : () => 'not measured',
      ),
    ]);
    const own = ours as readonly Measurement[];
    return [
      rowOf(measured, measured.engine, own, own),
      ...found.map(({ peer, installation }, index) => {
        if (!('version' in installation))
          return { ...emptyRow(measured, peer.name), remark: `not measured: ${installation.notMeasured}` };
        const who = `${peer.name} (${installation.version})`;
        const outcomes = theirs[index] ?? [];
        const failure = failureOf(own, outcomes);
        return failure === undefined
          ? rowOf(measured, who, own, outcomes as readonly Measurement[])
          : { ...emptyRow(measured, who), remark: `error: ${failure}`, failed: true };
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function emptyRow({ model }: LanguageCase, who: string): LanguageRow {
  const nothing = { tokensPerSecond: null, cpuTokensPerSecond: null, ratio: null, cpuRatio: null, peakMemoryMB: null };
  return { model, who, ...nothing, remark: null, failed: false };
}

function rowOf(
  measured: LanguageCase,
  who: string,
  ours: readonly Measurement[],
  theirs: readonly Measurement[],
): LanguageRow {
  const tokens = measured.batch * measured.steps * 1000;
  const perSecond = (of: (measurement: Measurement) => number): number => Math.round(tokens / median(theirs.map(of)));
  // A step takes us fewer milliseconds where we are faster.
  const ratio = (of: (measurement: Measurement) => number): number =>
    Number(medianRatio(theirs.map(of), ours.map(of)).toFixed(3));
  return {
    ...emptyRow(measured, who),
    tokensPerSecond: perSecond(({ msPerStep }) => msPerStep),
    cpuTokensPerSecond: perSecond(({ cpuMsPerStep }) => cpuMsPerStep),
    ratio: ratio(({ msPerStep }) => msPerStep),
    cpuRatio: ratio(({ cpuMsPerStep }) => cpuMsPerStep),
    peakMemoryMB: Math.round(median(theirs.map(({ peakMemoryMB }) => peakMemoryMB))),
  };
}
