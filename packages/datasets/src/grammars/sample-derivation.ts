import type { RandomStream } from '@pushdown/core';
import { shareOf } from '../numbers/scaled-numbers.ts';
import { indexOf, isNonterminal, type SymbolNumber } from './binary-rules.ts';
import type { LengthWeights } from './length-weights.ts';
import type { NormalForm, NormalRule } from './normal-form.ts';

/**
 * The string of a random derivation of exactly `length` symbols, each derivation with its share of the weight: rules and
 * lengths of their parts are drawn from the top down by inside weights. The length is one of which there is a string, and 1
 * or more.
 */
export function sampleDerivation(
  form: NormalForm,
  weights: LengthWeights,
  length: number,
  random: RandomStream,
): number[] {
  const string: number[] = [];
  // What is still to be derived, the leftmost on top; no recursion, because derivations are as deep as strings are long.
  const symbols: SymbolNumber[] = [-1 - form.start];
  const lengths = [length];
  while (symbols.length > 0) {
    const symbol = symbols.pop()!;
    const symbolLength = lengths.pop()!;
    if (!isNonterminal(symbol)) {
      string.push(symbol);
      continue;
    }
    const core = drawUnary(form, weights, indexOf(symbol), symbolLength, random);
    const [rule, firstLength] = drawChoice(weights, core, symbolLength, random);
    if (rule.second !== undefined) {
      symbols.push(rule.second);
      lengths.push(symbolLength - firstLength);
    }
    symbols.push(rule.first);
    lengths.push(firstLength);
  }
  return string;
}

function drawUnary(
  form: NormalForm,
  { full, core, indexAt }: LengthWeights,
  nonterminal: number,
  length: number,
  random: RandomStream,
): number {
  const targets = form.unary[nonterminal]!;
  if (targets.length === 1) return nonterminal;
  const total = indexAt(nonterminal, length);
  let rest = random.uniform();
  let last = nonterminal;
  for (const { target, weight } of targets) {
    const index = indexAt(target, length);
    if (core.isZero(index)) continue;
    last = target;
    rest -= shareOf(weight * core.mantissas[index]!, core.exponents[index]!, full, total);
    if (rest < 0) break;
  }
  // The last one with any weight, should rounding leave a rest.
  return last;
}

function drawChoice(
  weights: LengthWeights,
  nonterminal: number,
  length: number,
  random: RandomStream,
): readonly [NormalRule, number] {
  const total = weights.indexAt(nonterminal, length);
  let rest = random.uniform();
  let chosen: NormalRule | undefined;
  let chosenLength = 0;
  weights.choices(nonterminal, length, (rule, firstLength, mantissa, exponent) => {
    chosen = rule;
    chosenLength = firstLength;
    rest -= shareOf(mantissa, exponent, weights.core, total);
    return rest < 0;
  });
  return [chosen as unknown as NormalRule, chosenLength];
}
