import { decodeSafetensors, encodeSafetensors, type RecurrentModel, type SafetensorsEntry } from '@pushdown/core';
import type { ConcreteTensor, Values } from '@pushdown/tensors';
import type { TrainingState } from '@pushdown/training';

export type StateTensors = Pick<TrainingState, 'parameters' | 'best' | 'slots' | 'carry'>;

/**
 * The tensors of a training state as a safetensors file, each in the precision it has: `parameters/<path>`, `best/<path>`,
 * `slots/<slot>/<path>` and `carry/<state>`.
 */
export function encodeStateTensors(
  model: RecurrentModel,
  { parameters, best = {}, slots, carry = {} }: StateTensors,
): Uint8Array {
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
    ...Object.entries(carry).map(([name, entry]): [string, SafetensorsEntry] => [`carry/${name}`, entry]),
  ]);
  return encodeSafetensors({ tensors, metadata: { format: 'pushdown-checkpoint/1' } });
}

/** @throws SafetensorsError when the bytes are no safetensors file. */
export function decodeStateTensors(bytes: Uint8Array): StateTensors {
  const parameters: Record<string, Values> = {};
  const best: Record<string, Values> = {};
  const slots: Record<string, Record<string, Values>> = {};
  const carry: Record<string, ConcreteTensor> = {};
  for (const [name, entry] of Object.entries(decodeSafetensors(bytes).tensors)) {
    const [kind = '', rest] = splitOnce(name);
    const values = entry.values as Values;
    if (kind === 'carry') carry[rest] = { shape: entry.shape, values };
    else if (kind === 'parameters') parameters[rest] = values;
    else if (kind === 'best') best[rest] = values;
    else {
      const [slot, path] = splitOnce(rest);
      slots[slot] = { ...slots[slot], [path]: values };
    }
  }
  const some = <T extends object>(record: T): T | undefined => (Object.keys(record).length === 0 ? undefined : record);
  return { parameters, best: some(best), slots, carry: some(carry) };
}

/** What stands before and after the first slash. */
function splitOnce(name: string): [before: string, after: string] {
  const slash = name.indexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
}
