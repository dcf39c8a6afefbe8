const number = String.raw`\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?`;
const weightPattern = new RegExp(`^\\s*(${number})\\s*(?:/\\s*(${number})\\s*)?$`, 'u');

/** A weight as it is written, `0.5` or `1/3`; undefined if it is not a finite number of 0 or more. */
export function parseWeight(text: string): number | undefined {
  const match = weightPattern.exec(text);
  if (match === null) return undefined;
  const value = Number(match[1]) / Number(match[2] ?? 1);
  return isWeight(value) ? value : undefined;
}

export function isWeight(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
