import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { benchmark } from '../symbols.ts';
import { binaryOperation } from './binary-operation.ts';

/**
 * The product of two binary numbers, the lowest bit first: 0 0 1 * 0 1 1 0 1 → 0 0 0 1 1 0 1 end (4 · 22 = 88), 1 0 0 1 *
 * 0 0 0 0 0 1 → 0 0 0 0 0 1 0 0 1 end (9 · 32 = 288). Lengths and output as in `binary-addition`.
 */
export const binaryMultiplication: Contribution<
  'transduction',
  Record<string, never>,
  Transduction
> = defineTransduction({
  name: 'binary-multiplication',
  description: 'two binary numbers, lowest bit first → their product, and an end symbol',
  source: benchmark,
  options: z.strictObject({}),
  create: () => binaryOperation('binary-multiplication', '*', (first, second) => first * second),
});
