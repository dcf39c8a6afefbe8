import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { benchmark } from '../symbols.ts';
import { binaryOperation } from './binary-operation.ts';

/**
 * The sum of two binary numbers, the lowest bit first: 0 0 1 + 0 1 1 0 1 → 0 1 0 1 1 end (4 + 22 = 26), 1 0 0 1 + 0 0 0 0 0 1
 * → 1 0 0 1 0 1 end (9 + 32 = 41). Lengths from 3. The benchmark also has shorter inputs, which are one number, and pads
 * outputs with zeros that its accuracy disregards; both are left out here.
 */
export const binaryAddition: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction({
  name: 'binary-addition',
  description: 'two binary numbers, lowest bit first → their sum, and an end symbol',
  source: benchmark,
  options: z.strictObject({}),
  create: () => binaryOperation('binary-addition', '+', (first, second) => first + second),
});
