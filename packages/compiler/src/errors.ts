/** A recurrence cannot be compiled. The message names the operation and what to do instead. */
export class CompileError extends Error {
  override name = 'CompileError';
}
