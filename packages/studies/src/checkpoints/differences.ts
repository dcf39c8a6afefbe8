import { OptionError } from '@pushdown/core';
import { toJson } from '../experiment/json.ts';

/**
 * Makes sure that what is to be resumed belongs to the experiment at hand. The engine may be another one: it computes the
 * same up to rounding.
 * @param where what `found` was read from; begins the message.
 * @throws OptionError that names the first field in which they differ.
 */
export function requireSameExperiment(found: unknown, expected: unknown, where: string): void {
  const difference = firstDifference(withoutEngine(found), withoutEngine(expected), '');
  if (difference === undefined) return;
  const { path, found: theirs, expected: ours } = difference;
  throw new OptionError(
    `${where} belongs to another experiment: its "${path}" is ${describe(theirs)}, not ${describe(ours)}`,
  );
}

interface Difference {
  readonly path: string;
  readonly found: unknown;
  readonly expected: unknown;
}

function firstDifference(found: unknown, expected: unknown, path: string): Difference | undefined {
  if (!isRecord(found) || !isRecord(expected) || Array.isArray(found) !== Array.isArray(expected))
    return toJson(found) === toJson(expected) ? undefined : { path, found, expected };
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const difference = firstDifference(found[key], expected[key], path === '' ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** An experiment as it comes back from a file, but for its engine. */
function withoutEngine(experiment: unknown): unknown {
  const plain: unknown = JSON.parse(toJson(experiment));
  if (!isRecord(plain)) return plain;
  const { engine: _, ...rest } = plain;
  return rest;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  return value === undefined ? 'not given' : toJson(value, 0);
}
