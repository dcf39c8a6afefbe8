/**
 * A table of symbol pairs as a predictor: what a text offers to a model that looks back by one symbol. Unseen pairs get their
 * share by the method of Witten & Bell (1991), in which nothing has to be tuned. With c for counts in the training text and T for
 * how many different symbols there are, or follow v,
 *
 *     p(w | v) = (c(v, w) + T(v) p(w)) / (c(v) + T(v))        p(w) = (c(w) + T / V) / (c + T)
 */
export interface TextBigram {
  /** Mean −ln p of the symbols of streams from `parallelStreams`, each by the one before it. */
  crossEntropy(streams: readonly Int32Array[]): number;
}

/**
 * Counts the pairs of a text (Witten & Bell 1991).
 * @param streams of the training text, from `parallelStreams`: numbers of symbols.
 * @param vocabularySize V.
 */
export function fitTextBigram(streams: readonly Int32Array[], vocabularySize: number): TextBigram {
  const symbols = new Float64Array(vocabularySize);
  const contexts = new Float64Array(vocabularySize);
  const followers = new Float64Array(vocabularySize);
  const pairs = new Map<number, number>();
  let total = 0;
  for (const [before, symbol] of pairsOf(streams)) {
    const pair = before * vocabularySize + symbol;
    const seen = pairs.get(pair) ?? 0;
    pairs.set(pair, seen + 1);
    if (seen === 0) followers[before] = (followers[before] as number) + 1;
    symbols[symbol] = (symbols[symbol] as number) + 1;
    contexts[before] = (contexts[before] as number) + 1;
    total++;
  }
  const types = symbols.reduce((count, each) => (each > 0 ? count + 1 : count), 0);

  function probability(before: number, symbol: number): number {
    const alone = ((symbols[symbol] as number) + types / vocabularySize) / (total + types);
    const [context, kinds] = [contexts[before] as number, followers[before] as number];
    if (context === 0) return alone;
    const pair = pairs.get(before * vocabularySize + symbol) ?? 0;
    return (pair + kinds * alone) / (context + kinds);
  }

  return {
    crossEntropy(texts) {
      let nats = 0;
      let count = 0;
      for (const [before, symbol] of pairsOf(texts)) {
        nats -= Math.log(probability(before, symbol));
        count++;
      }
      return nats / count;
    },
  };
}

function* pairsOf(
  streams: readonly Int32Array[],
): Generator<readonly [before: number, symbol: number], void, undefined> {
  for (const stream of streams)
    for (let index = 1; index < stream.length; index++) yield [stream[index - 1] as number, stream[index] as number];
}
