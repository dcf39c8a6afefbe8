/** Where a command writes: results to `stdout`, progress and errors to `stderr`. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Aborts when the user interrupts the command. */
  readonly signal: AbortSignal;
}
