import { presets } from './index.ts';
import { namedModels } from './named-models.ts';

/**
 * An experiment as it was written with what its preset, and the name of its model, say filled in. Fields of the experiment
 * come before those of the preset, at every depth; but arrays, and objects that name another `type`, take their place as a
 * whole. Names that do not exist stay as they are, for the schema to reject.
 */
export function applyPreset(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const named = 'model' in value ? { ...value, model: namedModel(value.model) } : value;
  if (typeof value.preset !== 'string' || !Object.hasOwn(presets, value.preset)) return named;
  return merged(presets[value.preset], named);
}

/** A model that is named, alone or as the `type` of an object with changes. */
function namedModel(model: unknown): unknown {
  const { type, ...changes } = isRecord(model) ? model : { type: model };
  if (typeof type !== 'string' || !Object.hasOwn(namedModels, type)) return model;
  return merged(namedModels[type], changes);
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
