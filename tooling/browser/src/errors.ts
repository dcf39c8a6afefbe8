/** Chromium cannot be set up on this machine. The message is one line that says why. */
export class SetupError extends Error {
  override name = 'SetupError';
}
