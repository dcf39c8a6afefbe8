import {
  add,
  defineRecurrence,
  mul,
  reverse,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  type UpdateDefinition,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { buildPlan } from '../src/plan/build.ts';
import { differences, randomRun } from './support/compare.ts';
import { prepare, tolerance } from './support/pair.ts';
import { updates } from './support/updates.ts';

const trainable = ['v', 'w'];

const recurrence = defineRecurrence({
  name: 'two vectors',
  parameters: { v: [5], w: [5] },
  inputs: { x: { shape: [5], dtype: 'float' } },
  initial: () => ({ carry: {} }),
  step: ({ parameters, inputs }) => ({
    carry: {},
    outputs: { loss: sum(tanh(mul(add(parameters.v as Tensor, parameters.w as Tensor), inputs.x as Tensor))) },
  }),
});

type Context = Parameters<UpdateDefinition['update']>[0];

/** An update with one slot, from what becomes of v, of w and of their slots. */
function updateOf(
  name: string,
  next: (old: Readonly<Record<'v' | 'w' | 'slotOfV' | 'slotOfW' | 'gradientOfV' | 'gradientOfW', Tensor>>) => {
    readonly parameters: Record<'v' | 'w', Tensor>;
    readonly slots: Record<'v' | 'w', Tensor>;
    readonly reports?: Record<string, Tensor>;
  },
): UpdateDefinition {
  const update = ({ parameters, gradients, slots }: Context): ReturnType<UpdateDefinition['update']> => {
    const {
      parameters: made,
      slots: kept,
      reports = {},
    } = next({
      v: parameters.v as Tensor,
      w: parameters.w as Tensor,
      slotOfV: slots.kept?.v as Tensor,
      slotOfW: slots.kept?.w as Tensor,
      gradientOfV: gradients.v as Tensor,
      gradientOfW: gradients.w as Tensor,
    });
    return { parameters: made, slots: { kept }, reports };
  };
  return { name, settings: [], slots: ['kept'], update };
}

/** What has to be computed in a place of its own first. */
function stagedBy(update: UpdateDefinition): string[] {
  const { buffers } = buildPlan(recurrence, { trainable, update, outputs: [] });
  return buffers.map(({ name }) => name).filter((name) => name.startsWith('new '));
}

function agreesWithReference(update: UpdateDefinition): void {
  const pair = prepare(recurrence, trainable, update);
  for (let step = 0; step < 3; step++) {
    const run = randomRun(recurrence, 4, step);
    const [actual, expected] = [pair.compiled, pair.reference].map((execution) => {
      const { loss, reports } = execution.train(run, {});
      const read = trainable.flatMap((path) => [
        [path, execution.readParameter(path)] as const,
        [`slot of ${path}`, execution.readSlot('kept', path)] as const,
      ]);
      return { outputs: {}, loss, gradients: Object.fromEntries(read), reports };
    });
    if (actual === undefined || expected === undefined) throw new Error('two executions');
    expect(differences(actual, expected, tolerance)).toEqual([]);
    for (const [name, value] of Object.entries(expected.reports)) expect(actual.reports[name]).toBeCloseTo(value, 5);
  }
}

describe('new values', () => {
  it.each(Object.entries(updates))('of %s are written where the old ones are', (_name, { update }) => {
    expect(stagedBy(update)).toEqual([]);
  });

  it('that depend on an old value which is gone by then have a place of their own', () => {
    const update = updateOf('crossing', ({ v, w, slotOfV, slotOfW, gradientOfV, gradientOfW }) => ({
      parameters: { v: sub(v, mul(gradientOfW, sum(w))), w: sub(w, mul(gradientOfV, sum(v))) },
      slots: { v: add(slotOfV, w), w: add(slotOfW, v) },
    }));
    // Whichever is computed first, the other one and a slot read what it was.
    expect(stagedBy(update)).toContain('new parameter v');
    agreesWithReference(update);
  });

  it('are told from the old ones where the same is computed from both', () => {
    const update = updateOf('looking ahead', ({ v, w, slotOfV, slotOfW, gradientOfV, gradientOfW }) => {
      const slots = { v: add(mul(0.5, slotOfV), gradientOfV), w: add(mul(0.5, slotOfW), gradientOfW) };
      const ahead = { v: add(gradientOfV, mul(0.5, slots.v)), w: add(gradientOfW, mul(0.5, slots.w)) };
      return { parameters: { v: sub(v, ahead.v), w: sub(w, ahead.w) }, slots };
    });
    expect(stagedBy(update)).toEqual([]);
    agreesWithReference(update);
  });

  it('that change places have places of their own', () => {
    const update = updateOf('exchange', ({ v, w, slotOfV, slotOfW }) => ({
      parameters: { v: slotOfV, w: add(slotOfW, 1) },
      slots: { v: add(v, 0.5), w },
    }));
    agreesWithReference(update);
  });

  it('that read the old ones in another order have a place of their own', () => {
    const update = updateOf('reversal', ({ v, w, slotOfV, slotOfW, gradientOfV }) => ({
      parameters: { v: sub(reverse(v, 0), gradientOfV), w: mul(w, sum(w)) },
      slots: { v: slotOfV, w: add(slotOfW, 1) },
    }));
    // The sum of w is known before w changes.
    expect(stagedBy(update)).toEqual(['new parameter v']);
    agreesWithReference(update);
  });

  it('have a place of their own where a report compares them with the old ones', () => {
    const update = updateOf('comparison', ({ v, w, slotOfV, slotOfW, gradientOfV }) => {
      const next = sub(v, mul(0.1, gradientOfV));
      return {
        parameters: { v: next, w: add(w, 1) },
        slots: { v: slotOfV, w: slotOfW },
        reports: { moved: sum(square(sub(mul(next, 2), v))) },
      };
    });
    agreesWithReference(update);
  });
});
