import { compiledExecutor } from '@pushdown/compiler';
import { linearLayer } from '@pushdown/core';
import { ConformanceError, type ContributionTo, type Invariant, memoryConformance } from '@pushdown/plugin-testing';
import {
  add,
  type Executor,
  element,
  exp,
  expandDims,
  less,
  log,
  mean,
  mul,
  ones,
  referenceExecutor,
  softmax,
  sub,
  sum,
  type Tensor,
  type Trace,
  where,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { type StackMemory, stackWith } from './stack.ts';

const invariants: readonly Invariant[] = [
  { name: 'the reading is positive', holds: ({ output }) => output.every((value) => value >= 0) },
  {
    name: 'push and pop sum to 1',
    holds: ({ actions: { push = [], pop = [] } }) => Math.abs(1 - (push[0] ?? 0) - (pop[0] ?? 0)) < 1e-5,
  },
];
const settings = { engines: [compiledExecutor()], invariants };

describe('a memory that keeps all rules', () => {
  memoryConformance({ contribution: stackWith(), ...settings }).register({ describe, it });

  it('has no violations, and nothing skipped but gradients through a carried state', () => {
    const suite = memoryConformance({ contribution: stackWith(), options: { size: 3 }, ...settings });
    expect(suite.name).toBe('memory stack {"size":3}');
    expect(suite.violations()).toEqual([]);
    expect(suite.rules.filter(({ skipped }) => skipped !== undefined)).toEqual([
      { name: 'gradients, chunked', skipped: 'a carried state passes no gradients back' },
    ]);
  });
});

/** The reading replaced by something computed from the step. */
function reading(compute: (next: ReturnType<StackMemory['step']>, hidden: Tensor) => Tensor) {
  return stackWith((stack) => ({
    step(context) {
      const next = stack.step(context);
      return { ...next, reading: compute(next, context.hidden) };
    },
  }));
}

let counted = 0;

const broken: readonly (readonly [rule: string, what: string, memory: ContributionTo<'memory'>])[] = [
  ['metadata', 'makes a memory of another name', stackWith(() => ({ name: 'heap' }))],
  ['metadata', 'has no description', stackWith(undefined, { description: ' ' })],
  ['metadata', 'ignores unknown options', stackWith(undefined, { strict: false })],
  ['contract', 'has another reading size than it says', stackWith(() => ({ readingSize: () => 3 }))],
  ['contract', 'does not list an action', stackWith(() => ({ actions: ['push'] }))],
  ['contract', 'lists an action that it has not', stackWith(() => ({ actions: ['push', 'pop', 'noop'] }))],
  ['contract', 'lists contents that are no state', stackWith(() => ({ contents: ['slots'] }))],
  [
    'contract',
    'returns a state of another shape',
    stackWith((stack) => ({
      step(context) {
        const next = stack.step(context);
        return { ...next, state: { elements: sum(next.state.elements, 2) } };
      },
    })),
  ],
  [
    'purity',
    'counts its calls',
    stackWith((stack) => {
      let calls = 0;
      return {
        step(context) {
          const next = stack.step(context);
          calls += 1;
          return { ...next, reading: mul(next.reading, calls % 2 === 0 ? 1 : 1 + 1e-13) };
        },
      };
    }),
  ],
  [
    'purity',
    'writes into the state that it is given',
    stackWith((stack) => ({
      step(context) {
        const next = stack.step({ ...context, state: { ...context.state } });
        (context.state as { elements: Tensor }).elements = next.state.elements;
        return next;
      },
    })),
  ],
  [
    'iterated step',
    'keeps what it computed first in a trace',
    stackWith((stack) => {
      const first = new WeakMap<Trace, Tensor>();
      return {
        step(context) {
          const next = stack.step(context);
          const trace = context.hidden.trace as Trace;
          const gate = first.get(trace) ?? element(context.hidden, 1, 0);
          first.set(trace, gate);
          return { ...next, reading: mul(next.reading, expandDims(gate, 1)) };
        },
      };
    }),
  ],
  [
    'initialization',
    'draws initial values from elsewhere',
    stackWith((stack) => ({
      parameters: (controllerSize) => ({
        ...stack.parameters(controllerSize, 3),
        pushed: linearLayer(controllerSize, 2, {
          initialize: {
            name: 'anything',
            sample: (shape) => Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, Math.random),
          },
        }),
      }),
    })),
  ],
  [
    'serialization',
    'names parameters after the instance',
    stackWith((stack) => {
      const name = `actions-${counted++}`;
      return {
        parameters: (controllerSize) => {
          const { actions, pushed } = stack.parameters(controllerSize, 3);
          return { [name]: actions, pushed } as never;
        },
        step: (context) =>
          stack.step({
            ...context,
            parameters: { ...context.parameters, actions: (context.parameters as never)[name] },
          }),
      };
    }),
  ],
  ['short strings', 'needs room for two elements', reading((next) => element(next.state.elements, 1, 1))],
  [
    'batch independence',
    'normalizes over the batch',
    reading((next) => sub(add(next.reading, 1), mean(next.reading, 0, true))),
  ],
  [
    'causality',
    'attends to places that nothing was written to',
    reading(({ state: { elements } }) => sum(mul(softmax(elements, 1), elements), 1)),
  ],
  [
    'gradients',
    'computes an infinity that it does not take',
    reading(({ reading: r }) => where(less(r, 2), r, exp(mul(1000, add(r, 1))))),
  ],
  ['invariants', 'reads negative numbers', reading((next) => sub(next.reading, 0.9))],
  [
    'engines',
    'leaves the range of float32',
    reading((next) => log(mul(exp(mul(next.reading, 60)), exp(mul(ones([1]), 60))))),
  ],
];

it.each(broken)('only "%s" is broken by a memory that %s', (rule, _what, contribution) => {
  const violations = memoryConformance({ contribution, ...settings }).violations();
  expect(violations.map((violation) => violation.rule).filter((name) => name !== rule)).toEqual([]);
  expect(violations.length).toBeGreaterThan(0);
});

it('says what was found and what was expected', () => {
  const contribution = stackWith(() => ({ readingSize: () => 3 }));
  const [violation] = memoryConformance({ contribution }).violations();
  expect(violation).toEqual({
    rule: 'contract',
    message: [
      'the reading of the initial state has the shape [5, 2] instead of [5, 3]',
      'the reading of the step has the shape [5, 2] instead of [5, 3]',
    ].join('\n'),
  });
});

describe('an engine', () => {
  const tryWith = (engine: Executor) => {
    const violations = memoryConformance({ contribution: stackWith(), engines: [engine] }).violations();
    return { rules: new Set(violations.map(({ rule }) => rule)), message: violations[0]?.message };
  };
  const reference = referenceExecutor();

  it('that leaves the work to another is found', () => {
    expect(tryWith({ ...reference, name: 'fast' })).toEqual({
      rules: new Set(['engines']),
      message: 'fast left the work to "reference"',
    });
  });

  it('that trains what is frozen is found', () => {
    const heedless: Executor = {
      ...reference,
      prepare: (recurrence, options) =>
        reference.prepare(recurrence, { ...options, trainable: Object.keys(recurrence.parameters) }),
    };
    const { rules, message } = tryWith(heedless);
    expect(rules).toEqual(new Set(['determinism', 'engines']));
    expect(message).toMatch(/a training step changed memory\/stack\/\S+, which is frozen/);
  });
});

describe('skipping', () => {
  const contribution = stackWith();

  it('makes a skipped test with the reason in its name', () => {
    const tests: string[] = [];
    const it = Object.assign((name: string) => tests.push(name), { skip: (name: string) => tests.push(`- ${name}`) });
    const skip = [{ rule: 'engines, masked', reason: 'takes too long' }];
    memoryConformance({ contribution, engines: [compiledExecutor()], skip }).register({
      describe: (_name, body) => body(),
      it,
    });
    expect(tests).toContain('metadata');
    expect(tests).toContain('- engines, masked (takes too long)');
    expect(tests).toContain('- invariants (none are declared)');
  });

  it.each([
    [{ rule: 'speed', reason: 'slow' }, /memory stack: there is no rule "speed" to skip \(rules: metadata; contract; /],
    [{ rule: 'purity', reason: ' ' }, /say why the rule "purity" is skipped/],
  ])('refuses %j', (skip, message) => {
    const start = () => memoryConformance({ contribution, skip: [skip] });
    expect(start).toThrow(ConformanceError);
    expect(start).toThrow(message);
  });
});
