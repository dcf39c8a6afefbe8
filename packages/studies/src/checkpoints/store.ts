import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecurrentModel } from '@pushdown/core';
import { stepsOf, type TrainingState } from '@pushdown/training';
import type { Experiment } from '../experiment/schema.ts';
import { storing } from '../files/storage-error.ts';
import { temporaryEnding, writeWhole } from '../files/write-whole.ts';
import { requireSameExperiment } from './differences.ts';
import { CheckpointError } from './errors.ts';
import { decodeManifest, encodeManifest } from './manifest.ts';
import { sha256 } from './sha256.ts';
import { decodeStateTensors, encodeStateTensors } from './state-tensors.ts';

/** The newest one, and the one to use when it turns out to be damaged. */
const keptCheckpoints = 2;

const manifestName = /^step-\d+\.json$/;
const ownName = /^step-\d+\.(?:json|safetensors)(?:\.\d+\.tmp)?$/;

/** A checkpoint that was read. */
export interface LoadedCheckpoint {
  readonly state: TrainingState;
  /** The path of its manifest. */
  readonly path: string;
  /** What is wrong with newer ones, each with its path. */
  readonly damaged: readonly string[];
}

/**
 * The checkpoints of one run in a folder: `step-<n>.safetensors` and its manifest `step-<n>.json`, n being the number of
 * training steps. The manifest is written last: what has none does not exist.
 */
export interface CheckpointStore {
  /** Writes a checkpoint, then deletes all but the last two. @throws StorageError; what was there before is still there. */
  save(state: TrainingState): Promise<void>;
  /**
   * The newest undamaged checkpoint; undefined if there is none at all.
   * @throws CheckpointError when there are some but all are damaged, OptionError when it belongs to another experiment.
   */
  load(): Promise<LoadedCheckpoint | undefined>;
  /** The path of the manifest that was saved or loaded last. */
  latest(): string | undefined;
}

/** Whose checkpoints they are. */
export interface CheckpointedRun {
  readonly experiment: Experiment;
  readonly model: RecurrentModel;
  /** Training steps of an epoch: batches, or chunks of a text. */
  readonly stepsPerEpoch: number;
}

/** The checkpoints of one run of an experiment in a folder, which is made when the first is saved. */
export function checkpointStore(
  folder: string,
  { experiment, model, stepsPerEpoch }: CheckpointedRun,
): CheckpointStore {
  let latest: string | undefined;
  return {
    async save(state) {
      await storing(folder, () => mkdir(folder, { recursive: true }));
      // Digits enough for names to sort as numbers do.
      const name = `step-${String(stepsOf(state, stepsPerEpoch)).padStart(10, '0')}`;
      const file = `${name}.safetensors`;
      const { parameters, best, slots, carry, ...record } = state;
      const bytes = encodeStateTensors(model, { parameters, best, slots, carry });
      await writeWhole(join(folder, file), bytes);
      const tensors = { file, bytes: bytes.length, sha256: sha256(bytes) };
      const path = join(folder, `${name}.json`);
      await writeWhole(path, encodeManifest(tensors, experiment, record));
      latest = path;
      await storing(folder, () => removeOld(folder));
    },
    async load() {
      const damaged: string[] = [];
      for (const name of (await manifestsIn(folder)).reverse()) {
        const path = join(folder, name);
        try {
          const state = await readCheckpoint(folder, name, experiment);
          latest = path;
          return { state, path, damaged };
        } catch (error) {
          if (!(error instanceof CheckpointError)) throw error;
          damaged.push(`the checkpoint "${path}" is damaged: ${error.message}`);
        }
      }
      if (damaged.length > 0) throw new CheckpointError(`no checkpoint can be used: ${damaged.join('; ')}`);
      return undefined;
    },
    latest: () => latest,
  };
}

/** The manifests in a folder, oldest first; none if there is no such folder. */
export async function manifestsIn(folder: string): Promise<string[]> {
  return (await filesIn(folder)).filter((name) => manifestName.test(name)).sort();
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

async function readCheckpoint(folder: string, name: string, experiment: Experiment): Promise<TrainingState> {
  const text = (await readPart(join(folder, name), 'manifest')).toString('utf8');
  const manifest = decodeManifest(text);
  requireSameExperiment(manifest.experiment.fields, experiment, `the checkpoint "${join(folder, name)}"`);
  const { file, bytes: expected, sha256: stated } = manifest.tensors;
  const bytes = await readPart(join(folder, file), 'file of tensors');
  if (bytes.length !== expected)
    throw new CheckpointError(`"${file}" has ${bytes.length} bytes, not the ${expected} that were written`);
  if (sha256(bytes) !== stated) throw new CheckpointError(`"${file}" does not have the content that was written`);
  return { ...manifest.state, ...decodeStateTensors(bytes) };
}

async function readPart(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CheckpointError(`its ${what} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Deletes older checkpoints and what writers that were killed left behind. */
async function removeOld(folder: string): Promise<void> {
  const kept = (await manifestsIn(folder)).slice(-keptCheckpoints).map((name) => name.replace(/\.json$/, ''));
  const old = (await filesIn(folder)).filter(
    (name) =>
      ownName.test(name) && (name.endsWith(temporaryEnding) || !kept.some((stem) => name.startsWith(`${stem}.`))),
  );
  // Manifests first: a checkpoint without its tensors must not look like one that is damaged.
  const manifestsFirst = old.toSorted((a, b) => Number(b.endsWith('.json')) - Number(a.endsWith('.json')));
  for (const name of manifestsFirst) await rm(join(folder, name), { force: true });
}
