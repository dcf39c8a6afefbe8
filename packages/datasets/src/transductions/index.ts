/**
 * The input–output tasks of Delétang et al. (2023).
 * @module
 */
export { binaryAddition } from './arithmetic/binary-addition.ts';
export { binaryMultiplication } from './arithmetic/binary-multiplication.ts';
export { computeSqrt } from './arithmetic/compute-sqrt.ts';
export { modularArithmetic } from './arithmetic/modular-arithmetic.ts';
export { modularArithmeticSimple } from './arithmetic/modular-arithmetic-simple.ts';
export { solveEquation } from './arithmetic/solve-equation.ts';
export { bucketSort } from './bucket-sort.ts';
export { cycleNavigation } from './cycle-navigation.ts';
export { duplicateString } from './duplicate-string.ts';
export { evenPairs } from './even-pairs.ts';
export { interlockedPairing } from './interlocked-pairing.ts';
export { missingDuplicate } from './missing-duplicate.ts';
export { oddsFirst } from './odds-first.ts';
export { parityCheck } from './parity-check.ts';
export { reverseString } from './reverse-string.ts';
export { stackManipulation } from './stack-manipulation.ts';
