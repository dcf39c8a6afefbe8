import type { RandomStream } from '@pushdown/core';
import { reduce } from './modulus.ts';

/** The symbols of expressions with brackets: numbers from 0 to modulus − 1, then these. */
export interface ExpressionSymbols {
  readonly modulus: number;
  readonly plus: number;
  readonly minus: number;
  /** Undefined where there is no multiplication. */
  readonly times: number | undefined;
  readonly open: number;
  readonly close: number;
}

/**
 * An expression of a length from 1 on: d, −d, (d) or (−d) up to length 4, else (left ∘ right) with a uniform length of the
 * left part from 1 and a uniform operator. Numbers are uniform.
 */
export function sampleExpression(symbols: ExpressionSymbols, length: number, random: RandomStream): number[] {
  const { modulus, plus, minus, times, open, close } = symbols;
  if (length <= 4) {
    const number = random.integer(modulus);
    const signed = length % 2 === 0 ? [minus, number] : [number];
    return length <= 2 ? signed : [open, ...signed, close];
  }
  const leftLength = 1 + random.integer(length - 4);
  const left = sampleExpression(symbols, leftLength, random);
  const right = sampleExpression(symbols, length - leftLength - 3, random);
  const operators = times === undefined ? [plus, minus] : [plus, minus, times];
  return [open, ...left, operators[random.integer(operators.length)] as number, ...right, close];
}

/** The value of an expression from 0 to modulus − 1; undefined if it is none of those that `sampleExpression` makes. */
export function evaluateExpression(symbols: ExpressionSymbols, expression: readonly number[]): number | undefined {
  const { modulus, plus, minus, times, open, close } = symbols;
  let place = 0;

  function number(): number | undefined {
    const symbol = expression[place] ?? modulus;
    if (symbol >= modulus) return undefined;
    place++;
    return symbol;
  }

  function signed(): number | undefined {
    if (expression[place] !== minus) return number();
    place++;
    const value = number();
    return value === undefined ? undefined : reduce(-value, modulus);
  }

  function part(): number | undefined {
    if (expression[place] !== open) return signed();
    place++;
    const start = place;
    const left = part();
    if (left === undefined) return undefined;
    const symbol = expression[place++];
    // Brackets around one part are there only if it is a number, with or without a sign.
    if (symbol === close) return expression[start] === open ? undefined : left;
    const operator = symbol === plus || symbol === minus || (symbol === times && times !== undefined);
    const right = operator ? part() : undefined;
    if (right === undefined || expression[place++] !== close) return undefined;
    return reduce(symbol === plus ? left + right : symbol === minus ? left - right : left * right, modulus);
  }

  const value = part();
  return place === expression.length ? value : undefined;
}
