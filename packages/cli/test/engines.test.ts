import type { SlotName } from '@pushdown/core';
import { type ContributionTo, type EngineConformanceOptions, engineConformance } from '@pushdown/plugin-testing';
import { describe, expect, it } from 'vitest';
import { engines } from '../src/lab/engines.ts';

/** Of 11 bits, after ten training steps in which errors grow. */
const float16 = { relative: 0.05, absolute: 0.05 };

const table: Readonly<Record<string, readonly Omit<EngineConformanceOptions, 'contribution'>[]>> = {
  reference: [{}, { options: { format: 'float32' } }, { options: { format: 'float16' }, tolerance: float16 }],
  compiled: [
    {},
    // Where everything is rounded, compiled code runs forward only.
    { options: { format: 'float16', rounded: 'carry' }, tolerance: float16 },
  ],
  'tensorflow-cpu': [{}],
  'tensorflow-wasm': [{}],
  tensorflow: [{}],
  'compiled-tensorflow': [{}],
};

/** Engines that need what may be missing, and may not where it was set up. */
const native: readonly string[] = ['tensorflow', 'compiled-tensorflow'];

it('every engine has to conform', () => {
  const ofOtherKinds = engines.contributions.filter(({ kind }) => kind !== ('engine' satisfies SlotName));
  expect(ofOtherKinds).toEqual([]);
  expect(engines.contributions.map(({ contributionName }) => contributionName).sort()).toEqual(
    Object.keys(table).sort(),
  );
});

for (const contribution of engines.contributions as readonly ContributionTo<'engine'>[]) {
  for (const one of table[contribution.contributionName] ?? []) {
    try {
      (await engineConformance({ ...one, contribution })).register({ describe, it });
    } catch (error) {
      const name = contribution.contributionName;
      if (!native.includes(name) || process.env.PUSHDOWN_REQUIRE_TENSORFLOW === '1') throw error;
      describe.skip(`engine ${name} (${(error as Error).message})`, () => {
        it('conforms', () => {});
      });
    }
  }
}
