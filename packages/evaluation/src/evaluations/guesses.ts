import type { Predictions } from '@pushdown/core';

/** How many symbols of each string, its end included, were the most probable ones. @param end the id of the end. */
export function rightGuesses({ strings, length, predicted }: Predictions, end: number): readonly number[] {
  return strings.map((string, column) => {
    let right = 0;
    for (let position = 0; position <= length; position++) {
      if (predicted[position * strings.length + column] === (string[position] ?? end)) right++;
    }
    return right;
  });
}
