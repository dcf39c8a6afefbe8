import { ScaledNumbers } from '../numbers/scaled-numbers.ts';
import { indexOf, isNonterminal } from './binary-rules.ts';
import type { NormalForm, NormalRule } from './normal-form.ts';

/**
 * Takes one way to derive a string of a given length: a rule, and how many symbols its first half derives.
 * @returns true to be shown no more.
 */
export type ChoiceVisitor = (rule: NormalRule, firstLength: number, mantissa: number, exponent: number) => boolean;

/**
 * The inside weights of a grammar by length: the total weight of all derivations of all strings of a length. They are what
 * sampling at a length and normalizing by length need (DuSell & Chiang 2020, section 5.1 and its sampler).
 */
export interface LengthWeights {
  /** By nonterminal: total weight of all it derives. Index with `indexAt`. Complete up to the length last asked for. */
  readonly full: ScaledNumbers;
  /** The same without unary rules at the root. */
  readonly core: ScaledNumbers;
  indexAt(nonterminal: number, length: number): number;
  /** Makes the weights complete up to a length. Takes time quadratic in it. */
  extendTo(length: number): void;
  /** Shows all choices of non-zero weight for a derivation of a length that does not begin with a unary rule. */
  choices(nonterminal: number, length: number, visit: ChoiceVisitor): void;
}

export function lengthWeights({ nonterminals, rules, unary }: NormalForm): LengthWeights {
  const rulesOf = Array.from({ length: nonterminals }, (_, left) => rules.filter((rule) => rule.left === left));
  const full = new ScaledNumbers(nonterminals);
  const core = new ScaledNumbers(nonterminals);
  let capacity = 0;
  let complete = 0;
  const indexAt = (nonterminal: number, length: number): number => nonterminal + nonterminals * length;

  function choices(left: number, length: number, visit: ChoiceVisitor): void {
    for (const rule of rulesOf[left]!) {
      const { first, second, weight } = rule;
      if (second === undefined) {
        if (length === 1 && visit(rule, 1, weight, 0)) return;
      } else if (length > 1) {
        const shortest = isNonterminal(first) && !isNonterminal(second) ? length - 1 : 1;
        const longest = isNonterminal(first) ? length - 1 : 1;
        for (let split = shortest; split <= longest; split++) {
          let mantissa = weight;
          let exponent = 0;
          if (isNonterminal(first)) {
            const index = indexAt(indexOf(first), split);
            if (full.isZero(index)) continue;
            mantissa *= full.mantissas[index]!;
            exponent += full.exponents[index]!;
          }
          if (isNonterminal(second)) {
            const index = indexAt(indexOf(second), length - split);
            if (full.isZero(index)) continue;
            mantissa *= full.mantissas[index]!;
            exponent += full.exponents[index]!;
          }
          if (visit(rule, split, mantissa, exponent)) return;
        }
      }
    }
  }

  return {
    full,
    core,
    indexAt,
    choices,
    extendTo(length) {
      if (length > capacity) {
        capacity = Math.max(length, 2 * capacity, 64);
        full.grow(nonterminals * (capacity + 1));
        core.grow(nonterminals * (capacity + 1));
      }
      for (; complete < length; complete++) {
        const next = complete + 1;
        for (let left = 0; left < nonterminals; left++) {
          const index = indexAt(left, next);
          choices(left, next, (_rule, _split, mantissa, exponent) => {
            core.add(index, mantissa, exponent);
            return false;
          });
        }
        for (let left = 0; left < nonterminals; left++) {
          for (const { target, weight } of unary[left]!) {
            const index = indexAt(target, next);
            full.add(indexAt(left, next), weight * core.mantissas[index]!, core.exponents[index]!);
          }
        }
      }
    },
  };
}
