/** Losses of programs that do the same work agree to this, relative. Some peers approximate functions more coarsely. */
const tolerance = 1e-4;

/**
 * Compares the losses of the first steps. The first loss depends on the forward pass, the later ones also on gradients and
 * Adam. Clipping hardly shows in them: Adam does nearly the same with gradients of another scale.
 * @returns what differs, or undefined.
 */
export function lossDifference(ours: readonly number[], theirs: readonly number[]): string | undefined {
  for (const [index, expected] of ours.entries()) {
    const found = theirs[index];
    if (found === undefined || !(Math.abs(found - expected) <= tolerance * Math.abs(expected)))
      return `its loss at step ${index + 1} is ${found}, ours ${expected}`;
  }
  return undefined;
}
