import type { AnyContribution, Contribution, SlotName, Slots } from '@pushdown/core';

/** A contribution to a slot. The types of its options and of what it makes are its own affair. */
// biome-ignore lint/suspicious/noExplicitAny: the options are checked by the contribution's schema, at run time
export type ContributionTo<K extends SlotName> = Contribution<K, any, any>;

/** What a suite is about: a contribution and the options to try it with. */
export interface Subject<K extends SlotName> {
  readonly contribution: ContributionTo<K>;
  /** As a configuration would give them; none without it. */
  readonly options?: object;
}

/** Makes what the contribution contributes, anew at every call. */
export function makerOf<K extends SlotName>({ contribution, options = {} }: Subject<K>): () => Slots[K] {
  const factory = contribution as unknown as (given: object) => Slots[K];
  return () => factory(options);
}

/** For the names of suites: `memory queue {"size":3}`. */
export function describeSubject({ contribution, options = {} }: Subject<SlotName>): string {
  const { kind, contributionName } = contribution as AnyContribution;
  const given = Object.keys(options).length === 0 ? '' : ` ${JSON.stringify(options)}`;
  return `${kind} ${contributionName}${given}`;
}
