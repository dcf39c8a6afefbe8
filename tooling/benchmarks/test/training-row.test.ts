import { expect, it } from 'vitest';
import { trainingRow } from '../src/commands/training.ts';
import type { Case } from '../src/measuring/case.ts';
import { measure } from '../src/measuring/measure.ts';

const small: Case = { engine: 'compiled', model: 'lstm', length: 3, batch: 2, seconds: 0.001 };

it('has exactly the keys that are documented', async () => {
  const row = trainingRow(small, [await measure(small)]);
  expect(Object.keys(row)).toEqual([
    'model',
    'length',
    'batch',
    'engine',
    'msPerStep',
    'compileMs',
    'firstStepMs',
    'peakMemoryMB',
  ]);
  expect(row).toMatchObject({ model: 'lstm', length: 3, batch: 2, engine: 'compiled' });
  expect(row.compileMs).toBeGreaterThan(0);
  expect(row.compileMs).toBeLessThan(row.firstStepMs);
});

it('has no time of compiling for an engine that does not compile', async () => {
  const interpreted: Case = { ...small, engine: 'reference' };
  expect(trainingRow(interpreted, [await measure(interpreted)]).compileMs).toBeNull();
});
