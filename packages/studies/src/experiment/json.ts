/** A value as readable JSON text. JSON lacks infinity and NaN, so these are written as strings rather than lost as null. */
export function toJson(value: unknown, indent: number | undefined = 2): string {
  return JSON.stringify(
    value,
    (_, item) => (typeof item === 'number' && !Number.isFinite(item) ? String(item) : item),
    indent,
  );
}

const notInJson: ReadonlySet<unknown> = new Set(['Infinity', '-Infinity', 'NaN']);

/** The value of a text that `toJson` wrote. @throws SyntaxError when it is not JSON. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, item) => (notInJson.has(item) ? Number(item) : item));
}
