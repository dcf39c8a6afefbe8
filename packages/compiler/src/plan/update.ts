import {
  type Attributes,
  add,
  apply,
  fill,
  type Recurrence,
  slotKey,
  type Tensor,
  traceUpdate,
} from '@pushdown/tensors';
import { zero } from '../index-maps/polynomial.ts';
import type { Buffer, Kernel } from '../loops/kernel.ts';
import type { Stored } from '../loops/stored.ts';
import { choosePasses } from '../passes/passes.ts';
import { simplify } from '../passes/simplify.ts';
import type { BufferTable } from './buffer-table.ts';
import type { PlanOptions } from './build.ts';
import { inPlace, type Staged } from './in-place.ts';
import type { Root } from './lower-graph.ts';
import { mapRecord } from './map-record.ts';
import type { PlacesInMaking } from './plan.ts';

/** Makes kernels of graphs that run once. */
export type LowerOnce = (roots: readonly Root[], leaf: (leaf: Tensor) => Stored, lanes: undefined) => Kernel[];

function here(buffer: Buffer): Stored {
  return { buffer, slot: zero };
}

/** Gradients in all, and what the update makes of them. */
export function planUpdate(
  recurrence: Recurrence,
  { trainable, update: definition, passes }: PlanOptions,
  totals: ReadonlyMap<string, readonly Tensor[]>,
  places: PlacesInMaking,
  table: BufferTable,
  once: LowerOnce,
  sumBuffer: (leaf: Tensor) => Buffer | undefined,
): Kernel[] {
  const shapes = Object.fromEntries(trainable.map((path) => [path, recurrence.parameters[path] as readonly number[]]));
  const total = mapRecord(shapes, (shape, path) => {
    const parts = totals.get(path) ?? [];
    return parts.length === 0 ? fill(shape, 0) : parts.reduce((sum, part) => add(sum, part));
  });
  const gradientRoots = trainable.map((path) => ({
    tensor: total[path] as Tensor,
    target: here(places.gradients[path] as Buffer),
  }));
  const gradientLeaf = (leaf: Tensor): Stored => {
    const { role, name } = leaf.attributes as Attributes['leaf'];
    if (role === 'parameter') return here(places.parameters[name] as Buffer);
    if (role === 'setting') return here(places.settings[name] as Buffer);
    return here(sumBuffer(leaf) as Buffer);
  };
  const kernels = once(gradientRoots, gradientLeaf, undefined);
  if (definition === undefined) return kernels;

  const update = traceUpdate(definition, shapes);
  for (const slot of update.slotNames)
    for (const path of trainable)
      places.slots[slotKey(slot, path)] = table.create(
        `slot ${slotKey(slot, path)}`,
        shapes[path] ?? [],
        undefined,
        'one',
      );
  for (const name of update.settingNames)
    places.settings[name] ??= table.create(`setting ${name}`, [], undefined, 'one');
  for (const [name, report] of Object.entries(update.reports))
    places.reports[name] = table.create(`report ${name}`, report.shape, undefined, 'one');

  const results = [
    ...trainable.map((path) => ({
      tensor: update.next.parameters[path] as Tensor,
      home: places.parameters[path] as Buffer,
    })),
    ...update.slotNames.flatMap((slot) =>
      trainable.map((path) => ({
        tensor: update.next.slots[slot]?.[path] as Tensor,
        home: places.slots[slotKey(slot, path)] as Buffer,
      })),
    ),
  ].map((result) => ({
    ...result,
    staging: table.create(`new ${result.home.name}`, result.home.sizes, undefined, 'one'),
  }));
  const reports = Object.entries(update.reports).map(([name, tensor]) => ({
    tensor,
    target: here(places.reports[name] as Buffer),
  }));
  const all = [...results, ...reports].map(({ tensor }) => tensor);
  const simplified = choosePasses(passes).simplify ? simplify(all) : all;
  const targets = [...results.map(({ staging }) => here(staging)), ...reports.map(({ target }) => target)];
  const updateLeaf = (leaf: Tensor): Stored => {
    const { role, name } = leaf.attributes as Attributes['leaf'];
    const group = {
      parameter: places.parameters,
      gradient: places.gradients,
      slot: places.slots,
      setting: places.settings,
    }[role as 'parameter'];
    return here(group[name] as Buffer);
  };
  const roots = simplified.map((tensor, index): Root => ({ tensor, target: targets[index] as Stored }));
  const updating = inPlace(once(roots, updateLeaf, undefined), results);
  const staged = new Set(updating.staged.map(({ staging }) => staging));
  table.drop(results.map(({ staging }) => staging).filter((staging) => !staged.has(staging)));
  return [...kernels, ...updating.kernels, ...copiesHome(updating.staged, once)];
}

function copiesHome(staged: readonly Staged[], once: LowerOnce): Kernel[] {
  const copies = staged.map(({ staging, home }) => {
    const leaf = apply('leaf', [], { role: 'slot', name: home.name, shape: home.sizes, dtype: 'float' });
    return { leaf, staging, root: { tensor: leaf, target: here(home) } };
  });
  const stagingOf = new Map<Tensor, Buffer>(copies.map(({ leaf, staging }) => [leaf, staging]));
  return once(
    copies.map(({ root }) => root),
    (leaf) => here(stagingOf.get(leaf) as Buffer),
    undefined,
  );
}
