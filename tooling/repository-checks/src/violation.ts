export interface Violation {
  /** Path relative to the root of the repository, with forward slashes. */
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

export function formatViolation({ file, line, message }: Violation): string {
  return `${line === undefined ? file : `${file}:${line}`}  ${message}`;
}
