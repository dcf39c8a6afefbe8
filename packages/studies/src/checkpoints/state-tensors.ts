import { decodeSafetensors, encodeSafetensors, type RecurrentModel, type SafetensorsEntry } from '@pushdown/core';
import type { Values } from '@pushdown/tensors';
import type { TrainingState } from '@pushdown/training';

export type StateTensors = Pick<TrainingState, 'parameters' | 'best' | 'slots'>;

/**
 * The tensors of a training state as a safetensors file, each in the precision it has: `parameters/<path>`, `best/<path>`
 * and `slots/<slot>/<path>`.
 */
export function encodeStateTensors(model: RecurrentModel, { parameters, best = {}, slots }: StateTensors): Uint8Array {
  const shapes = new Map(model.parameters.map(({ path, shape }) => [path, shape]));
  const named = (prefix: string, values: Readonly<Record<string, Values>>): [string, SafetensorsEntry][] =>
    // In the model's order, whatever engine or file the values come from.
    [...shapes].flatMap(([path, shape]) => {
      const found = values[path];
      return found === undefined ? [] : [[`${prefix}/${path}`, { shape, values: found }]];
    });
  const tensors = Object.fromEntries([
    ...named('parameters', parameters),
    ...named('best', best),
    ...Object.entries(slots).flatMap(([slot, values]) => named(`slots/${slot}`, values)),
  ]);
  return encodeSafetensors({ tensors, metadata: { format: 'pushdown-checkpoint/1' } });
}

/** @throws SafetensorsError when the bytes are no safetensors file. */
export function decodeStateTensors(bytes: Uint8Array): StateTensors {
  const parameters: Record<string, Values> = {};
  const best: Record<string, Values> = {};
  const slots: Record<string, Record<string, Values>> = {};
  for (const [name, { values }] of Object.entries(decodeSafetensors(bytes).tensors)) {
    const [kind = '', rest] = splitOnce(name);
    if (kind === 'parameters') parameters[rest] = values as Values;
    else if (kind === 'best') best[rest] = values as Values;
    else {
      const [slot, path] = splitOnce(rest);
      slots[slot] = { ...slots[slot], [path]: values as Values };
    }
  }
  return { parameters, best: Object.keys(best).length === 0 ? undefined : best, slots };
}

/** What stands before and after the first slash. */
function splitOnce(name: string): [before: string, after: string] {
  const slash = name.indexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
}
