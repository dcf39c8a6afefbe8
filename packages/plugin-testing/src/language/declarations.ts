/** What is wrong with a list of symbols. */
export function alphabetProblems(symbols: readonly string[], what: string): string[] {
  const twice = symbols.find((symbol, index) => symbols.indexOf(symbol) < index);
  return [
    ...(symbols.length === 0 ? [`${what} is empty`] : []),
    ...(symbols.includes('') ? ['a symbol has no name'] : []),
    ...(twice === undefined ? [] : [`two symbols are called "${twice}"`]),
  ];
}

const levels: readonly string[] = ['regular', 'deterministic-context-free', 'context-free', 'context-sensitive'];

/** What is wrong with a place in the hierarchy of languages. */
export function levelProblems(level: string): string[] {
  return levels.includes(level) ? [] : [`the level is "${level}", not one of ${levels.join(', ')}`];
}

/** What is wrong with a function that lists lengths, and at which length. */
export function listingProblems(
  list: (min: number, max: number) => readonly number[],
  maxLength: number,
): readonly { readonly length?: number; readonly message: string }[] {
  const listed = list(0, maxLength);
  const problems: { readonly length?: number; readonly message: string }[] = [];
  const wrong = listed.find((length) => !Number.isInteger(length) || length < 0 || length > maxLength);
  if (wrong !== undefined) problems.push({ message: `lists ${wrong}, outside of 0 to ${maxLength}` });
  if (listed.some((length, index) => index > 0 && length <= (listed[index - 1] as number)))
    problems.push({ message: `lists [${listed}], which does not ascend` });
  for (let length = 0; length <= maxLength; length++) {
    const alone = list(length, length);
    if (alone.join() !== (listed.includes(length) ? String(length) : ''))
      problems.push({ length, message: `lists [${alone}] for this length alone, other than among all` });
  }
  if (list(maxLength, maxLength - 1).length > 0) problems.push({ message: 'lists lengths for a range that is empty' });
  return problems;
}
