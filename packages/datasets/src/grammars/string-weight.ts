import { ScaledNumbers } from '../numbers/scaled-numbers.ts';
import { indexOf, isNonterminal } from './binary-rules.ts';
import { contextSets } from './context-sets.ts';
import type { NormalForm, NormalRule } from './normal-form.ts';
import { Spans } from './spans.ts';

/**
 * A function that gives ln of the total weight of all derivations of a string, of one symbol or more; −Infinity if it has
 * none.
 *
 * The inside algorithm of a chart parser that reads from left to right, on spans that exist only: a nonterminal is looked
 * for where its left context predicts it (Earley 1970), and kept where the next symbol can follow it. What is found is the
 * same sum over all derivations; a span that is left out is part of none.
 */
export function stringWeight(form: NormalForm, alphabetSize: number): (string: readonly number[]) => number {
  const { nonterminals, start } = form;
  const { corners, follow } = contextSets(form, alphabetSize);
  const index = indexRules(form, alphabetSize);
  const spans = new Spans();
  // Sums over the spans that end at the current position, by nonterminal + nonterminals · start, before and after unary rules.
  const core = new ScaledNumbers(0);
  const full = new ScaledNumbers(0);
  let predicted = new Uint8Array(0);

  function predict(nonterminal: number, position: number): void {
    if (predicted[nonterminal + nonterminals * position] === 1) return;
    for (const corner of corners[nonterminal]!) predicted[corner + nonterminals * position] = 1;
  }

  return (string) => {
    const { length } = string;
    const cells = nonterminals * (length + 1);
    if (predicted.length < cells) {
      predicted = new Uint8Array(2 * cells);
      core.grow(2 * cells);
      full.grow(2 * cells);
    }
    predicted.fill(0, 0, cells);
    spans.clear(cells);
    // Nonterminals with a sum, by start.
    const found: number[][] = Array.from({ length }, () => []);
    let next = alphabetSize;

    const isWanted = (nonterminal: number, position: number): boolean =>
      predicted[nonterminal + nonterminals * position] === 1 && follow[nonterminal]![next] === 1;

    function add(left: number, position: number, mantissa: number, exponent: number): void {
      const cell = left + nonterminals * position;
      if (core.isZero(cell)) found[position]!.push(left);
      core.add(cell, mantissa, exponent);
    }

    predict(start, 0);
    for (let end = 1; end <= length; end++) {
      const symbol = string[end - 1]!;
      next = end < length ? string[end]! : alphabetSize;
      for (const { left, weight } of index.single[symbol]!) {
        if (isWanted(left, end - 1)) add(left, end - 1, weight, 0);
      }
      for (const { left, first, weight } of index.endingIn[symbol]!) {
        if (follow[left]![next] === 0) continue;
        for (
          let span = spans.heads[indexOf(first) + nonterminals * (end - 1)]!;
          span !== -1;
          span = spans.next[span]!
        ) {
          const position = spans.starts[span]!;
          if (isWanted(left, position)) add(left, position, weight * spans.mantissas[span]!, spans.exponents[span]!);
        }
      }
      for (let position = end - 1; position >= 0; position--) {
        const cores = found[position]!;
        if (cores.length === 0) continue;
        const fulls: number[] = [];
        for (const nonterminal of cores) {
          const cell = nonterminal + nonterminals * position;
          for (const { source, weight } of index.unarySources[nonterminal]!) {
            if (!isWanted(source, position)) continue;
            const target = source + nonterminals * position;
            if (full.isZero(target)) fulls.push(source);
            full.add(target, weight * core.mantissas[cell]!, core.exponents[cell]!);
          }
          core.mantissas[cell] = 0;
        }
        found[position] = [];
        for (const nonterminal of fulls) {
          const cell = nonterminal + nonterminals * position;
          const mantissa = full.mantissas[cell]!;
          const exponent = full.exponents[cell]!;
          full.mantissas[cell] = 0;
          spans.push(nonterminal + nonterminals * end, position, mantissa, exponent);
          for (const { left, first, weight } of index.completedBy[nonterminal]!) {
            if (follow[left]![next] === 0) continue;
            const head = indexOf(first) + nonterminals * position;
            for (let span = spans.heads[head]!; span !== -1; span = spans.next[span]!) {
              const earlier = spans.starts[span]!;
              if (!isWanted(left, earlier)) continue;
              add(left, earlier, weight * spans.mantissas[span]! * mantissa, spans.exponents[span]! + exponent);
            }
          }
          if (position > 0) {
            for (const { left, weight } of index.completedAfter[nonterminal]!.get(string[position - 1]!) ?? []) {
              if (isWanted(left, position - 1)) add(left, position - 1, weight * mantissa, exponent);
            }
          }
          for (const { left, second } of index.begunBy[nonterminal]!) {
            if (predicted[left + nonterminals * position] === 1) predict(indexOf(second!), end);
          }
        }
      }
      for (const { left, second } of index.beginningWith[symbol]!) {
        if (predicted[left + nonterminals * (end - 1)] === 1) predict(indexOf(second!), end);
      }
    }
    for (let span = spans.heads[start + nonterminals * length]!; span !== -1; span = spans.next[span]!) {
      if (spans.starts[span] === 0) return Math.log(spans.mantissas[span]!) + 256 * Math.LN2 * spans.exponents[span]!;
    }
    return -Infinity;
  };
}

/** The rules by what the parser has at hand when it needs them. */
interface RuleIndex {
  /** A → a, by a. */
  readonly single: readonly (readonly NormalRule[])[];
  /** A → B a, by a. */
  readonly endingIn: readonly (readonly NormalRule[])[];
  /** A → a B, by a. */
  readonly beginningWith: readonly (readonly NormalRule[])[];
  /** A → a B, by B, then a. */
  readonly completedAfter: readonly ReadonlyMap<number, readonly NormalRule[]>[];
  /** A → B C, by C. */
  readonly completedBy: readonly (readonly NormalRule[])[];
  /** A → B C, by B. */
  readonly begunBy: readonly (readonly NormalRule[])[];
  /** A with a unary derivation to B, by B. */
  readonly unarySources: readonly (readonly { readonly source: number; readonly weight: number }[])[];
}

function indexRules({ nonterminals, rules, unary }: NormalForm, alphabetSize: number): RuleIndex {
  const lists = (count: number): NormalRule[][] => Array.from({ length: count }, () => []);
  const single = lists(alphabetSize);
  const endingIn = lists(alphabetSize);
  const beginningWith = lists(alphabetSize);
  const completedBy = lists(nonterminals);
  const begunBy = lists(nonterminals);
  const completedAfter = Array.from({ length: nonterminals }, () => new Map<number, NormalRule[]>());
  for (const rule of rules) {
    const { first, second } = rule;
    if (second === undefined) {
      single[first]!.push(rule);
    } else if (!isNonterminal(second)) {
      endingIn[second]!.push(rule);
    } else if (isNonterminal(first)) {
      completedBy[indexOf(second)]!.push(rule);
      begunBy[indexOf(first)]!.push(rule);
    } else {
      beginningWith[first]!.push(rule);
      const bySymbol = completedAfter[indexOf(second)]!;
      bySymbol.set(first, [...(bySymbol.get(first) ?? []), rule]);
    }
  }
  const unarySources = Array.from({ length: nonterminals }, () => [] as { source: number; weight: number }[]);
  for (const [source, targets] of unary.entries()) {
    for (const { target, weight } of targets) unarySources[target]!.push({ source, weight });
  }
  return { single, endingIn, beginningWith, completedAfter, completedBy, begunBy, unarySources };
}
