/** A record with every value converted and the same names. */
export function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  convert: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value, name)]));
}
