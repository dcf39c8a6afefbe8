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

/** A time with the unit that keeps the number short: `40 s`, `12 min`, `2.5 h`, `3.1 days`. */
export function formatDuration(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  if (seconds < 100 * 60) return `${Math.ceil(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}
