import { type AdmissibleSets, admissibleSets } from '@pushdown/core';

/** What all tests of losses are about. */
export const alphabetSize = 3;

/** Sets of admissible symbols that change with the prefix. */
export const admissible: AdmissibleSets = admissibleSets({
  name: 'test',
  admissibleNext: (prefix) => [true, prefix.at(-1) === 0, prefix.at(-1) !== 1, prefix.length % 2 === 0],
});

/** Above the rounding of float32 over the steps of these runs, by a factor of about 20. */
export const tolerance = { relative: 2e-5, absolute: 5e-6 };
/** Adam divides gradients by their size: where one is nearly 0, its rounding error is enlarged. */
export const trainingTolerance = { relative: 2e-3, absolute: 2e-4 };
