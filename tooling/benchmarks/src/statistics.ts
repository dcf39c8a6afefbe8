/** The middle value, or the mean of the two middle ones. @throws RangeError when there are no values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no median');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * The median of `ours[i] / theirs[i]`. The two numbers of a pair were measured one after the other, so that a spell in which
 * the machine was slow hits both and cancels.
 * @throws RangeError when the lists differ in length or are empty.
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new RangeError(`${ours.length} values cannot pair with ${theirs.length}`);
  return median(ours.map((value, index) => value / (theirs[index] as number)));
}
