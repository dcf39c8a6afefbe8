/** Says on a terminal how much is done, in one line that disappears at the end. */
export function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(done < total ? `\r${done} of ${total} done` : '\r\u001b[K');
}
