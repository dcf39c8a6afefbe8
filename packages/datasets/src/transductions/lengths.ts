/** The whole numbers within [min, max] from `least` on, in steps of `step`. */
export function lengthsFrom(least: number, step: number, min: number, max: number): readonly number[] {
  const first = least + step * Math.max(0, Math.ceil((min - least) / step));
  const count = Math.max(0, Math.floor((max - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + step * index);
}
