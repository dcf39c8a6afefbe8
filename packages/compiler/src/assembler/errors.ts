/** An instruction or a declaration that cannot be encoded. The message names the offending value. */
export class AssemblyError extends Error {
  override name = 'AssemblyError';
}
