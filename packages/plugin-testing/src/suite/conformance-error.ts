/** A contribution breaks a rule of its slot; or a suite is put together wrongly. */
export class ConformanceError extends Error {
  override name = 'ConformanceError';
}

/** @throws ConformanceError with all problems that were found, if any, at most ten of them in full. */
export function reportProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length > 10 ? [`and ${problems.length - 10} more`] : [];
  throw new ConformanceError([...problems.slice(0, 10), ...more].join('\n'));
}
