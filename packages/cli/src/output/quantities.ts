/** Bytes with a unit that keeps the number short: `57.9 KiB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let [amount, unit] = [bytes, 0];
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? amount : amount.toPrecision(3)} ${units[unit]}`;
}

/** A whole number in groups of three digits. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
