import {
  add,
  broadcastTo,
  concat,
  defineRecurrence,
  mul,
  reshape,
  reverse,
  sliceAxis,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { buildPlan, formatPlan, type Plan } from '../src/inspect/index.ts';
import { loadsOf, reductionsOf } from '../src/loops/substitute.ts';
import { sectionNames } from '../src/plan/plan.ts';
import { lstm } from './support/lstm.ts';

const recurrence = lstm({ batch: 10 });
const everything = Object.keys(recurrence.parameters);

/** Sections whose kernels read one of the buffers of that name. */
function readers(plan: Plan, name: string): string[] {
  return sectionNames.filter((section) =>
    plan.sections[section].some((kernel) => loadsOf(kernel.body).some(({ buffer }) => buffer.name === name)),
  );
}

/** Sections whose kernels write a buffer whose name matches. */
function writers(plan: Plan, name: RegExp): string[] {
  return sectionNames.filter((section) => plan.sections[section].some(({ target }) => name.test(target.name)));
}

describe('the plan of an LSTM', () => {
  const plan = buildPlan(recurrence, { trainable: everything, outputs: ['logits'] });

  it('computes on several sequences at once', () => {
    expect(plan.batchSize).toBe(10);
    expect(plan.laneCount).toBe(12);
    expect(plan.places.states.h?.laneAxis).toBe(0);
  });

  it('takes the projection of the input out of the loop', () => {
    expect(readers(plan, 'input symbols')).toContain('before');
    expect(readers(plan, 'input symbols')).not.toContain('forward');
    expect(plan.sections.before.some(({ body }) => reductionsOf(body).length > 0)).toBe(true);
  });

  it('classifies and measures after the loop', () => {
    expect(readers(plan, 'parameter classifier weights')).not.toContain('forward');
    expect(writers(plan, /^output/)).toEqual(['after']);
    expect(writers(plan, /^state/)).toEqual(['initial', 'forward']);
  });

  it('sums gradients of weights over time at once, and no loop back does', () => {
    expect(writers(plan, /over time/)).toEqual(['late']);
    const times = plan.sections.late
      .filter(({ target }) => target.name.endsWith('over time'))
      .map(({ body }) =>
        reductionsOf(body).every(({ parts }) =>
          parts.every(({ inner }) => inner.some(({ variable }) => variable === 't')),
        ),
      );
    expect(times.length).toBeGreaterThanOrEqual(everything.length);
    expect(times).not.toContain(false);
    expect(writers(plan, /^gradient of (weights|bias|classifier)/)).toEqual(['update']);
  });

  it('runs no more kernels in the loop than the products and the cell need', () => {
    // One sum over h for the gates, c, h and at most what is kept for the way back.
    expect(plan.sections.forward.filter(({ body }) => reductionsOf(body).length > 0)).toHaveLength(1);
    expect(plan.sections.backward.filter(({ body }) => reductionsOf(body).length > 0)).toHaveLength(1);
  });

  it('does nothing for a frozen parameter', () => {
    const frozen = buildPlan(recurrence, { trainable: ['classifier weights', 'classifier bias'], outputs: [] });
    expect(frozen.sections.backward).toEqual([]);
    expect(Object.keys(frozen.places.gradients)).toEqual(['classifier weights', 'classifier bias']);
    expect(frozen.places.stateGradients).toEqual({});
    expect(frozen.sections.late.length).toBeLessThan(plan.sections.late.length);
    const forward = buildPlan(recurrence, { trainable: [], outputs: ['logits'] });
    for (const section of ['backward', 'late', 'initialBackward', 'update'] as const)
      expect(forward.sections[section]).toEqual([]);
  });

  it('leaves out outputs that nobody wants', () => {
    const lossOnly = buildPlan(recurrence, { trainable: [], outputs: ['loss'] });
    expect(Object.keys(lossOnly.places.outputs)).toEqual(['loss']);
    const states = buildPlan(recurrence, { trainable: [], outputs: [] });
    expect(states.sections.after).toEqual([]);
  });
});

describe('movements', () => {
  const cases: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    slice: (x) => sliceAxis(x, 1, 1, 3),
    concat: (x) => concat([x, sliceAxis(x, 1, 4)], 1),
    reshape: (x) => reshape(x, [4, 2, 3]),
    broadcast: (x) => add(x, broadcastTo(sliceAxis(x, 1, 0, 1), [4, 6])),
    transpose: (x) => transpose(x),
    reverse: (x) => reverse(x, 1),
    'all of them': (x) =>
      transpose(concat([reverse(sliceAxis(x, 1, 2), 1), broadcastTo(sliceAxis(x, 1, 0, 1), [4, 3])], 1)),
  };
  it.each(Object.entries(cases))('%s costs no copy', (_name, move) => {
    const moving = defineRecurrence({
      name: 'moving',
      batchSize: 4,
      parameters: {},
      inputs: { x: { shape: [4, 6], dtype: 'float' } },
      initial: () => ({ carry: {} }),
      step: ({ inputs }) => ({ carry: {}, outputs: { moved: tanh(move(inputs.x as Tensor)) } }),
    });
    const plan = buildPlan(moving, { trainable: [], outputs: ['moved'] });
    expect(plan.buffers.map(({ name }) => name)).toEqual(['input x', 'output moved']);
  });
});

describe('what mixes the sequences of a batch', () => {
  it('is planned number by number', () => {
    const mixing = defineRecurrence({
      name: 'mixing',
      batchSize: 4,
      parameters: {},
      inputs: { x: { shape: [4, 3], dtype: 'float' } },
      initial: () => ({ carry: { h: zeros([4, 3]) } }),
      step: ({ inputs, carry }) => ({ carry: { h: reverse(add(inputs.x as Tensor, carry.h as Tensor), 0) } }),
    });
    const plan = buildPlan(mixing, { trainable: [], outputs: [] });
    expect(plan.batchSize).toBeUndefined();
    expect(plan.sections.forward.every(({ lanes }) => lanes === 'none')).toBe(true);
  });
});

describe('listings', () => {
  it('show buffers, sections and loops', () => {
    const counter = defineRecurrence({
      name: 'counter',
      batchSize: 3,
      parameters: { step: [] },
      inputs: { x: { shape: [3], dtype: 'float' } },
      initial: () => ({ carry: { total: zeros([3]) } }),
      step: ({ parameters, inputs, carry }) => {
        const total = add(carry.total as Tensor, mul(inputs.x as Tensor, parameters.step as Tensor));
        return { carry: { total }, outputs: { loss: sum(total) } };
      },
    });
    expect(formatPlan(buildPlan(counter, { trainable: [], outputs: ['loss'] }))).toMatchInlineSnapshot(`
      "plan of counter, batch 3 in rows of 4

      buffers
        b0 parameter step: []
        b1 input x: [] by lane, one a step
        b2 state total: [] by lane, one a state
        b3 output loss: [], one a step

      initial
        for each lane: b2[lane] = 0

      before

      forward
        for each lane: b2[4 + lane + 4*t] = add(b2[lane + 4*t], mul(b1[lane + 4*t], b0[0]))

      after
        for t in 0..steps: b3[t] = sum over lanes of b2[4 + lane + 4*t]

      backward

      late

      initialBackward

      update"
    `);
  });
});
