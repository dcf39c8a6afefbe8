import cells from '@pushdown/cells';
import { controllerConformance, type Invariant } from '@pushdown/plugin-testing';
import { describe, it } from 'vitest';
import { type Case, casesOf } from './cases.ts';
import { allEngines, ownEngines } from './engines.ts';

const bounded: Invariant = {
  name: 'the output is between −1 and 1',
  holds: ({ output }) => output.every((value) => Math.abs(value) <= 1 + 1e-6),
};

const table: Readonly<Record<string, readonly Case[]>> = {
  elman: [
    { options: { size: 5 }, invariants: [bounded] },
    { options: { size: 4, activation: 'relu', layerNormalization: true } },
    { options: { size: 4, initialState: 'learned', biases: 1 } },
  ],
  gru: [{ options: { size: 5 }, invariants: [bounded] }, { options: { size: 3, layerNormalization: true } }],
  lstm: [
    { options: { size: 5 }, invariants: [bounded] },
    { options: { size: 4, layerNormalization: true, initialState: 'learned' }, invariants: [bounded] },
  ],
  'second-order': [{ options: { size: 5 } }],
};

const isFirst = (one: Case): boolean => Object.values(table).some(([first]) => first?.options === one.options);

for (const one of casesOf('controller', cells, table))
  controllerConformance({ ...one, engines: isFirst(one) ? allEngines : ownEngines }).register({ describe, it });
