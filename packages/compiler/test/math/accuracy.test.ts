import { expect, test } from 'vitest';
import type { FunctionBuilder } from '../../src/assembler/index.ts';
import { emitExp, emitLog, emitLog1p, emitSigmoid, emitTanh } from '../../src/math/index.ts';
import { sigmoid } from './sigmoid.ts';
import { worstError } from './worst-error.ts';

/**
 * Every how many float32 numbers are compared: a prime, so that the mantissas differ from exponent to exponent. With
 * EXHAUSTIVE=1 in the environment it is every one, which takes minutes.
 */
const stride = process.env.EXHAUSTIVE ? 1 : 331;

test.each<[string, (f: FunctionBuilder) => void, (x: number) => number, number]>([
  ['exp', emitExp, Math.exp, 1],
  ['sigmoid', emitSigmoid, sigmoid, 2],
  ['tanh', emitTanh, Math.tanh, 2],
  ['log', emitLog, Math.log, 1],
  ['log1p', emitLog1p, Math.log1p, 2],
])('%s', { timeout: 1_000_000 }, (_, emit, exact, bound) => {
  const { ulps, at } = worstError(emit, exact, stride);
  expect(ulps, `at ${at}`).toBeLessThanOrEqual(bound);
});
