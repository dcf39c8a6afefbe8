import type { Plugin, SlotName } from '@pushdown/core';
import type { ContributionTo, Invariant } from '@pushdown/plugin-testing';
import { expect, it } from 'vitest';

/** What a contribution is tried with: at least one set of options. */
export interface Case {
  readonly options?: object;
  readonly invariants?: readonly Invariant[];
}

/** Every case of every contribution of a slot. Adds a test that none is missing from the table, and none is unknown. */
export function casesOf<K extends SlotName, C extends Case>(
  kind: K,
  plugin: Plugin,
  table: Readonly<Record<string, readonly C[]>>,
): readonly (C & { readonly contribution: ContributionTo<K> })[] {
  const contributions = plugin.contributions.filter((contribution) => contribution.kind === kind);
  it(`every ${kind} has to conform`, () => {
    expect(contributions.map(({ contributionName }) => contributionName).sort()).toEqual(Object.keys(table).sort());
    expect(Object.values(table).every((cases) => cases.length > 0)).toBe(true);
  });
  return contributions.flatMap((contribution) =>
    (table[contribution.contributionName] ?? []).map((one) => ({
      ...one,
      contribution: contribution as unknown as ContributionTo<K>,
    })),
  );
}
