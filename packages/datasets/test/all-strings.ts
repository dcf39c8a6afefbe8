/** Every string of a length over the ids 0, …, alphabetSize − 1. */
export function* allStrings(alphabetSize: number, length: number): Generator<number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const rest of allStrings(alphabetSize, length - 1)) {
    for (let symbol = 0; symbol < alphabetSize; symbol++) yield [...rest, symbol];
  }
}
