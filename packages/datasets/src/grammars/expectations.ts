import type { PairCount } from '@pushdown/core';
import { shareOf } from '../numbers/scaled-numbers.ts';
import { indexOf, isNonterminal, type SymbolNumber } from './binary-rules.ts';
import type { LengthWeights } from './length-weights.ts';
import type { NormalForm, NormalRule } from './normal-form.ts';

/** Shows all rules and splits of a derivation with their probabilities given nonterminal and length. */
function eachChoice(
  weights: LengthWeights,
  nonterminal: number,
  length: number,
  visit: (rule: NormalRule, firstLength: number, probability: number) => void,
): void {
  const total = weights.indexAt(nonterminal, length);
  weights.choices(nonterminal, length, (rule, firstLength, mantissa, exponent) => {
    visit(rule, firstLength, shareOf(mantissa, exponent, weights.core, total));
    return false;
  });
}

/** The same for the unary derivation before it. */
function eachUnary(
  form: NormalForm,
  { full, core, indexAt }: LengthWeights,
  nonterminal: number,
  length: number,
  visit: (target: number, probability: number) => void,
): void {
  for (const { target, weight } of form.unary[nonterminal]!) {
    const index = indexAt(target, length);
    if (core.isZero(index)) continue;
    visit(target, shareOf(weight * core.mantissas[index]!, core.exponents[index]!, full, indexAt(nonterminal, length)));
  }
}

/**
 * A function that gives the entropy of the derivations of a length, in nats: the sum of what each choice decides. Where a
 * string has one derivation only, it is the entropy of the strings. Lengths are 1 or more; their weights have been computed.
 */
export function derivationEntropy(form: NormalForm, weights: LengthWeights): (length: number) => number {
  const { nonterminals } = form;
  // By nonterminal + nonterminals · length.
  const full: number[] = new Array(nonterminals).fill(0);
  const core: number[] = new Array(nonterminals).fill(0);
  let complete = 0;
  const of = (symbol: SymbolNumber, length: number): number =>
    isNonterminal(symbol) ? full[weights.indexAt(indexOf(symbol), length)]! : 0;

  return (length) => {
    for (; complete < length; complete++) {
      const next = complete + 1;
      for (let left = 0; left < nonterminals; left++) {
        let nats = 0;
        eachChoice(weights, left, next, ({ first, second }, firstLength, probability) => {
          const rest = second === undefined ? 0 : of(second, next - firstLength);
          nats += probability * (of(first, firstLength) + rest - logOf(probability));
        });
        core.push(nats);
      }
      for (let left = 0; left < nonterminals; left++) {
        let nats = 0;
        eachUnary(form, weights, left, next, (target, probability) => {
          nats += probability * (core[weights.indexAt(target, next)]! - logOf(probability));
        });
        full.push(nats);
      }
    }
    return Math.max(0, full[weights.indexAt(form.start, length)]!);
  };
}

/** ln, where the probability may have underflown to 0 and is multiplied by the result. */
function logOf(probability: number): number {
  return probability > 0 ? Math.log(probability) : 0;
}

/**
 * A function that gives the expected counts of neighbors in a random string of a length of 1 or more, whose weights have
 * been computed. What two halves of a derivation derive is independent given their lengths, so that counts within them and
 * the distributions of their ends are all that is needed. Takes time quadratic in length and alphabet, for all lengths up to
 * the one asked for together.
 */
export function expectedPairs(
  form: NormalForm,
  weights: LengthWeights,
  alphabetSize: number,
): (length: number) => readonly PairCount[] {
  const { nonterminals, start } = form;
  // A profile: probabilities of the first symbol, then of the last, then the expected count of each pair.
  const size = alphabetSize * (alphabetSize + 2);
  const ofTerminals = Array.from({ length: alphabetSize }, (_, symbol) => {
    const profile = new Float64Array(size);
    profile[symbol] = profile[alphabetSize + symbol] = 1;
    return profile;
  });
  // By nonterminal + nonterminals · length; nothing has length 0.
  const profiles: Float64Array[] = new Array(nonterminals).fill(new Float64Array(0));
  let complete = 0;
  const profileOf = (symbol: SymbolNumber, length: number): Float64Array =>
    isNonterminal(symbol) ? profiles[weights.indexAt(indexOf(symbol), length)]! : ofTerminals[symbol]!;

  function add(sum: Float64Array, share: number, profile: Float64Array): void {
    for (let index = 0; index < size; index++) sum[index]! += share * profile[index]!;
  }

  function addJoined(sum: Float64Array, share: number, first: Float64Array, second: Float64Array): void {
    for (let symbol = 0; symbol < alphabetSize; symbol++) {
      sum[symbol]! += share * first[symbol]!;
      sum[alphabetSize + symbol]! += share * second[alphabetSize + symbol]!;
    }
    let pair = 2 * alphabetSize;
    for (let previous = 0; previous < alphabetSize; previous++) {
      const last = first[alphabetSize + previous]!;
      for (let next = 0; next < alphabetSize; next++, pair++) {
        sum[pair]! += share * (first[pair]! + second[pair]! + last * second[next]!);
      }
    }
  }

  function extend(): void {
    const length = complete + 1;
    const cores = Array.from({ length: nonterminals }, (_, left) => {
      const sum = new Float64Array(size);
      eachChoice(weights, left, length, ({ first, second }, firstLength, probability) => {
        if (second === undefined) add(sum, probability, ofTerminals[first]!);
        else addJoined(sum, probability, profileOf(first, firstLength), profileOf(second, length - firstLength));
      });
      return sum;
    });
    for (let left = 0; left < nonterminals; left++) {
      const sum = new Float64Array(size);
      eachUnary(form, weights, left, length, (target, probability) => {
        add(sum, probability, cores[target]!);
      });
      profiles.push(sum);
    }
    complete = length;
  }

  function countIn(profile: Float64Array, previous: number, next: number): number {
    if (previous === -1) return next === alphabetSize ? 0 : profile[next]!;
    return next === alphabetSize ? profile[alphabetSize + previous]! : profile[(previous + 2) * alphabetSize + next]!;
  }

  return (length) => {
    while (complete < length) extend();
    const profile = profiles[weights.indexAt(start, length)]!;
    const pairs: PairCount[] = [];
    for (let previous = -1; previous < alphabetSize; previous++) {
      for (let next = 0; next <= alphabetSize; next++) {
        const count = countIn(profile, previous, next);
        if (count > 0) pairs.push({ previous, next, count });
      }
    }
    return pairs;
  };
}
