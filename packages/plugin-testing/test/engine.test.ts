import { compiledExecutor } from '@pushdown/compiler';
import { defineEngine, type Engine } from '@pushdown/core';
import { type ContributionTo, engineConformance } from '@pushdown/plugin-testing';
import { type Execution, type Recurrence, type Run, referenceExecutor } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** The reference under another name, with changes. */
function renamed(change: (engine: Engine) => Partial<Engine> = () => ({})): Engine {
  const reference = referenceExecutor();
  const engine: Engine = {
    ...reference,
    name: 'fast',
    prepare: (recurrence, options) => ({ ...reference.prepare(recurrence, options), executor: 'fast' }),
  };
  return { ...engine, ...change(engine) };
}

/** Every execution changed. */
function executions(
  change: (execution: Execution, recurrence: Recurrence) => Partial<Execution>,
): ContributionTo<'engine'> {
  return contributed((engine) => ({
    prepare(recurrence, options) {
      const execution = engine.prepare(recurrence, options);
      return { ...execution, ...change(execution, recurrence) };
    },
  }));
}

/** Every run changed before it is run. */
function runs(change: (run: Run, recurrence: Recurrence) => Run): ContributionTo<'engine'> {
  return executions(({ forward, gradients, train }, recurrence) => ({
    forward: (run) => forward(change(run, recurrence)),
    gradients: (run) => gradients(change(run, recurrence)),
    train: (run, settings) => train(change(run, recurrence), settings),
  }));
}

function contributed(change?: (engine: Engine) => Partial<Engine>, name = 'fast'): ContributionTo<'engine'> {
  return defineEngine({
    name,
    description: 'the reference under another name',
    options: z.strictObject({ threads: z.unknown() }).partial(),
    create: () => renamed(change),
  });
}

const compiled = defineEngine({
  name: 'compiled',
  description: 'WebAssembly',
  options: z.strictObject({}),
  create: () => compiledExecutor(),
});

describe('engines that keep all rules', async () => {
  (await engineConformance({ contribution: contributed() })).register({ describe, it });
  (await engineConformance({ contribution: compiled })).register({ describe, it });
});

let counted = 0;

const broken: readonly (readonly [rule: string, what: string, contribution: ContributionTo<'engine'>])[] = [
  ['metadata', 'has two names', contributed(undefined, 'faster')],
  ['contract', 'leaves the work to another', contributed(() => ({ prepare: referenceExecutor().prepare }))],
  ['contract', 'has a precision that nobody knows', contributed(() => ({ precision: 'float8' as never }))],
  [
    'storage',
    'hands out its own arrays',
    executions(({ readParameter, writeParameter }, { parameters }) => {
      const stored = Object.fromEntries(Object.keys(parameters).map((path) => [path, readParameter(path)]));
      return {
        readParameter: (path) => stored[path] ?? readParameter(path),
        writeParameter(path, values) {
          writeParameter(path, values);
          stored[path] = readParameter(path);
        },
      };
    }),
  ],
  [
    'storage',
    'begins with ones',
    executions(({ writeParameter, readParameter }, { parameters }) => {
      for (const path of Object.keys(parameters)) writeParameter(path, readParameter(path).fill(1));
      return {};
    }),
  ],
  [
    'outputs',
    'leaves out the first row',
    executions(({ forward }) => ({
      forward(run) {
        const result = forward(run);
        const [name, tensor] = Object.entries(result.outputs)[0] as [string, (typeof result.outputs)[string]];
        const [rows = 0, ...rest] = tensor.shape;
        if (rows === 0) return result;
        const values = tensor.values.slice(tensor.values.length / rows);
        return { ...result, outputs: { ...result.outputs, [name]: { shape: [rows - 1, ...rest], values } } };
      },
    })),
  ],
  [
    'outputs',
    'returns all outputs, whichever are asked for',
    runs(({ outputs, ...run }, { step }) =>
      // Nothing else is overlooked: an output that is not there is still a mistake.
      outputs?.every((name) => name in step.outputs) === false ? { ...run, outputs } : run,
    ),
  ],
  [
    'states',
    'begins anew instead of going on',
    runs(({ carry, ...run }, { initial: { carry: states } }) =>
      // Nothing else is forgotten: a state that is not there is still a mistake.
      carry !== undefined && Object.keys(carry).length === Object.keys(states).length
        ? run
        : { ...run, ...(carry === undefined ? {} : { carry }) },
    ),
  ],
  [
    'gradients',
    'forgets a factor',
    executions(({ gradients }) => ({
      gradients(run) {
        const result = gradients(run);
        const halved = Object.entries(result.gradients).map(([path, values]) => [
          path,
          values.map((value) => value / 2),
        ]);
        return { ...result, gradients: Object.fromEntries(halved) };
      },
    })),
  ],
  [
    'frozen',
    'trains what is frozen',
    contributed(({ prepare }) => ({
      prepare(recurrence, options) {
        const all = Object.keys(recurrence.parameters);
        const execution = prepare(recurrence, options);
        if (options?.update === undefined) return execution;
        const heedless = prepare(recurrence, {
          ...options,
          trainable: [
            ...all.filter((path) => options.trainable?.includes(path) !== true),
            ...(options.trainable ?? []),
          ],
        });
        return heedless;
      },
    })),
  ],
  [
    'training',
    'forgets its slots',
    executions(({ train, readSlot, writeSlot }, { parameters }) => ({
      train(run, settings) {
        for (const path of Object.keys(parameters)) {
          try {
            writeSlot('velocity', path, readSlot('velocity', path).fill(0));
          } catch {
            // Of a parameter that does not train there is none.
          }
        }
        return train(run, settings);
      },
    })),
  ],
  [
    'masks',
    'takes ended strings as going on',
    runs((run) => {
      const { present } = run.inputs;
      if (present === undefined) return run;
      return { ...run, inputs: { ...run.inputs, present: Array.from(present, () => 1) } };
    }),
  ],
  ['errors', 'makes up settings', runs((run) => ({ ...run, settings: { scale: 1, ...run.settings } }))],
  [
    'isolation',
    'keeps one set of parameters for all',
    contributed(({ prepare }) => {
      const all = new Map<string, Execution>();
      return {
        prepare(recurrence, options) {
          const execution = prepare(recurrence, options);
          if (recurrence.name !== 'stack' || recurrence.batchSize !== 2 || options?.update === undefined)
            return execution;
          const first = all.get('stack');
          if (first === undefined) {
            all.set('stack', execution);
            return { ...execution, dispose: () => void all.delete('stack') };
          }
          return first;
        },
      };
    }),
  ],
  [
    'determinism',
    'is never quite the same',
    executions(({ forward }) => ({
      forward(run) {
        const result = forward(run);
        const outputs = Object.entries(result.outputs).map(([name, { shape, values }]) => [
          name,
          { shape, values: values.map((value) => value * (1 + counted++ * 1e-16)) },
        ]);
        return { ...result, outputs: Object.fromEntries(outputs) };
      },
    })),
  ],
  [
    'disposal',
    'cannot be disposed of twice',
    executions(({ dispose }) => {
      let isGone = false;
      return {
        dispose() {
          if (isGone) throw new Error('there is nothing left');
          isGone = true;
          dispose();
        },
      };
    }),
  ],
];

it.each(broken)('only "%s" is broken by an engine that %s', async (rule, _what, contribution) => {
  const violations = (await engineConformance({ contribution })).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

it('only "serialization" is broken by options that a file cannot hold', async () => {
  const suite = await engineConformance({ contribution: contributed(), options: { threads: () => 5 } });
  expect(suite.violations()).toEqual([{ rule: 'serialization', message: 'options.threads cannot be written as JSON' }]);
});

describe('loading', () => {
  it('comes first', async () => {
    let loads = 0;
    const load = async (): Promise<void> => void loads++;
    await engineConformance({ contribution: contributed(() => ({ load })) });
    expect(loads).toBeGreaterThan(0);
  });

  it('says what is missing', async () => {
    const load = () => Promise.reject(new Error('no library'));
    await expect(engineConformance({ contribution: contributed(() => ({ load })) })).rejects.toThrow('no library');
  });
});
