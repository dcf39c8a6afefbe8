const missing = '–';

/** Three decimals while that is readable, then fewer. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return missing;
  if (!Number.isFinite(value)) return '∞';
  if (value >= 1e5) return value.toExponential(1);
  return value.toFixed(value >= 100 ? 1 : 3);
}

export function formatRange([minimum, maximum]: readonly [number, number]): string {
  return `[${minimum}, ${maximum}]`;
}

/** A difference with its sign; exactly zero is told from what only rounds to it. */
export function formatDifference(value: number): string {
  if (value === 0) return '0 exactly';
  if (!Number.isFinite(value)) return missing;
  return `${value > 0 ? '+' : '−'}${formatNumber(Math.abs(value))}`;
}
