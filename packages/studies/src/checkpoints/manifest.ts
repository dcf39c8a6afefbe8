import { z } from 'zod';
import { toJson } from '../experiment/json.ts';
import type { Experiment } from '../experiment/schema.ts';
import { CheckpointError } from './errors.ts';
import { sha256 } from './sha256.ts';
import { type StateRecord, stateRecord } from './state-record.ts';

/** The version of the files; it changes when older programs could no longer read them rightly. */
const format = 'pushdown-checkpoint/1';

/** What a checkpoint says about itself, beside its tensors. */
export interface Manifest {
  /** The file with the tensors, in the same folder. */
  readonly tensors: { readonly file: string; readonly bytes: number; readonly sha256: string };
  readonly experiment: { readonly sha256: string; readonly fields: unknown };
  readonly state: StateRecord;
}

const manifest = z.strictObject({
  format: z.literal(format),
  tensors: z.strictObject({ file: z.string(), bytes: z.int(), sha256: z.string() }),
  experiment: z.strictObject({ sha256: z.string(), fields: z.unknown() }),
  state: stateRecord,
});

export function encodeManifest(tensors: Manifest['tensors'], experiment: Experiment, state: StateRecord): string {
  const fields = { sha256: sha256(toJson(experiment, 0)), fields: experiment };
  const body = { format, tensors, experiment: fields, state };
  return `${toJson({ ...body, sha256: sha256(toJson(body, 0)) })}\n`;
}

/** @throws CheckpointError saying what is wrong when a byte of the text is not as it was written. */
export function decodeManifest(text: string): Manifest {
  const parsed = parse(text);
  const { sha256: stated, ...body } = parsed;
  if (body.format !== format)
    throw new CheckpointError(`its format is ${JSON.stringify(body.format)}, this program reads "${format}"`);
  // Written again it must be the same text: that also finds damage to white space and to the way numbers are written.
  if (stated !== sha256(toJson(body, 0)) || `${toJson(parsed)}\n` !== text)
    throw new CheckpointError('the manifest does not have the content its checksum was made of');
  const result = manifest.safeParse(body);
  if (!result.success)
    throw new CheckpointError(`the manifest has an unexpected form: ${z.prettifyError(result.error)}`);
  return result.data;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw new CheckpointError(`the manifest is not JSON: ${(error as Error).message}`, { cause: error });
  }
  throw new CheckpointError('the manifest is not a JSON object');
}
