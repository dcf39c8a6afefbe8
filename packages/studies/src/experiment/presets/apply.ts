import { presets } from './index.ts';

/**
 * An experiment as it was written with what its preset says filled in. Fields of the experiment come before those of the
 * preset, at every depth; but arrays, and objects that name another `type`, take their place as a whole. What names no
 * preset that exists stays as it is, for the schema to reject.
 */
export function applyPreset(value: unknown): unknown {
  if (!isRecord(value) || typeof value.preset !== 'string' || !Object.hasOwn(presets, value.preset)) return value;
  return merged(presets[value.preset], value);
}

function merged(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isRecord(base) || !isRecord(over)) return over;
  if (over.type !== undefined && over.type !== base.type) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(base[key], over[key])]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
