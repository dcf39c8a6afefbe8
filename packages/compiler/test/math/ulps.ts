const view = new DataView(new ArrayBuffer(4));

/**
 * How many float32 numbers lie between a result and the rounded exact value. Infinite where they must agree and do not:
 * in being a NaN, in being infinite and in the sign of a zero.
 */
export function ulpsBetween(result: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(result, rounded)) return 0;
  if (result === rounded || !Number.isFinite(result) || !Number.isFinite(rounded)) return Number.POSITIVE_INFINITY;
  return Math.abs(position(result) - position(rounded));
}

/** The float32 numbers as integers in their order, both zeros at 0. */
function position(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getInt32(0);
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}
