/** A value as readable JSON text. JSON lacks infinity and NaN, so these are written as strings rather than lost as null. */
export function toJson(value: unknown, indent: number | undefined = 2): string {
  return JSON.stringify(
    value,
    (_, item) => (typeof item === 'number' && !Number.isFinite(item) ? String(item) : item),
    indent,
  );
}
