import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPeer } from '../peers/installation.ts';
import { runPeer } from '../peers/measure-peer.ts';
import type { Peer } from '../peers/peer.ts';
import { runFresh } from '../processes/run-fresh.ts';
import type { TextCase, TextOutcome } from './case.ts';
import { textProblem } from './problem.ts';

const torch: Peer = {
  name: 'torch',
  language: 'python',
  script: 'torch_text.py',
  modules: ['torch'],
  args: ['numbers'],
};

// In a test this file is TypeScript source, but a process of its own needs JavaScript.
const ourScript = fileURLToPath(new URL('../../dist/text/train-process.js', import.meta.url));

/** A row of `bench:text`: one training run. */
export interface TextRow extends TextOutcome {
  readonly model: string;
  /** Our engine, or the peer with its version. */
  readonly who: string;
  readonly seed: number;
}

/** Our training run in a fresh process. @throws ProcessError when it fails. */
export function ours(trained: TextCase): TextRow {
  const outcome = runFresh(process.execPath, [ourScript, JSON.stringify(trained)]) as TextOutcome;
  return { model: trained.model, who: trained.engine, seed: trained.seed, ...outcome };
}

/** The same in PyTorch, with other initial values. @throws ProcessError when it fails, or PyTorch is not installed. */
export async function theirs(trained: TextCase, python: string): Promise<TextRow> {
  const places = { python, modules: '.' };
  const installation = findPeer(torch, places);
  const who = 'version' in installation ? installation.version : torch.name;
  const folder = mkdtempSync(join(tmpdir(), 'pushdown-text-'));
  try {
    const file = join(folder, 'problem.json');
    writeFileSync(file, JSON.stringify(await textProblem(trained)));
    const outcome = runPeer(torch, file, places) as TextOutcome;
    return { model: trained.model, who, seed: trained.seed, ...outcome };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
