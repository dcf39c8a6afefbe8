/** Consecutive tokens of several streams, what a model reads and what it is to predict from it. */
export interface TokenChunk {
  /** By stream, each equally long: the token before every target. */
  readonly inputs: readonly Int32Array[];
  /** By stream, as long as its inputs: what is to be predicted after each of them. */
  readonly targets: readonly Int32Array[];
}

/**
 * Wraps one long text into parallel streams: `streams` consecutive pieces, each ceil(n / streams) tokens long except the
 * last, which has what is left. Where that leaves nothing for the last ones, there are fewer streams. Every piece is
 * preceded by the last token of the piece before it, the first one by `first`, so that each token of the text is predicted
 * exactly once (DuSell & Chiang 2023, section "natural language modeling").
 *
 * @throws RangeError when `streams` is not a whole number of at least 1.
 */
export function parallelStreams(tokens: Int32Array, streams: number, first: number): Int32Array[] {
  requireCount(streams, 'number of streams');
  const size = Math.ceil(tokens.length / streams);
  const pieces: Int32Array[] = [];
  for (let start = 0; start < tokens.length; start += size) {
    const piece = tokens.subarray(start, start + size);
    const stream = new Int32Array(piece.length + 1);
    stream[0] = start === 0 ? first : (tokens[start - 1] as number);
    stream.set(piece, 1);
    pieces.push(stream);
  }
  return pieces;
}

/**
 * Cuts parallel streams into chunks of `steps` tokens for truncated back-propagation. The state that a model reaches at the
 * end of a chunk is the one it starts the next chunk with; where a chunk has fewer streams than the one before, the last
 * streams have ended and their states are dropped. A chunk in which a stream ends is cut in two there, so that a chunk has
 * the same streams throughout.
 *
 * @param streams from `parallelStreams`: never longer than the stream before.
 * @throws RangeError when `steps` is not a whole number of at least 1.
 */
export function* tokenChunks(streams: readonly Int32Array[], steps: number): Generator<TokenChunk, void, undefined> {
  requireCount(steps, 'number of steps of a chunk');
  const targets = streams.map(({ length }) => length - 1);
  const total = targets[0] ?? 0;
  const cuts = new Set(targets);
  for (let start = 0; start < total; start += steps) cuts.add(start);
  const starts = [...cuts].filter((cut) => cut < total).sort((a, b) => a - b);
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? total;
    const running = streams.filter((_, stream) => (targets[stream] as number) > start);
    yield {
      inputs: running.map((stream) => stream.subarray(start, end)),
      targets: running.map((stream) => stream.subarray(start + 1, end + 1)),
    };
  }
}

function requireCount(value: number, what: string): void {
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`the ${what} is a whole number of at least 1, not ${value}`);
}
