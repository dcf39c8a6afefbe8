import type { LanguageLevel } from '@pushdown/core';
import { asPairs, ngramTally } from '../counts/ngram-tally.ts';
import { LanguageError } from '../errors.ts';
import type { ExactLanguage } from '../templates/template-language.ts';
import { expectedRight, type WeightedString } from './best-guesses.ts';
import { type Blocks, blocksOf, equalBlocks, spellBlocks } from './blocks.ts';

/** A string with how often it comes in relation to the others of its length. */
export interface WeightedBlocks {
  readonly blocks: Blocks;
  readonly weight: number;
}

/** A language of which there are few strings of each length, each of them a few runs of one symbol: counting tasks. */
export interface BlockLanguageDefinition {
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly level: LanguageLevel;
  /** All strings of a length, each once; none if there is no string of this length. */
  members(length: number): readonly WeightedBlocks[];
}

/**
 * The language of the strings that a definition lists. Sampling draws one random number per string; everything else is
 * computed from the list.
 *
 * The functions of the language throw LanguageError when asked about a length of which there is no string, or when the
 * definition lists a string that is not well formed.
 */
export function blockLanguage(definition: BlockLanguageDefinition): ExactLanguage {
  const { name, alphabet } = definition;
  const known = new Map<number, readonly ListedString[]>();

  function membersOf(length: number): readonly ListedString[] {
    if (!Number.isInteger(length) || length < 0) return [];
    let members = known.get(length);
    if (members === undefined) {
      members = withProbabilities(definition, length);
      known.set(length, members);
    }
    return members;
  }

  function requireMembers(length: number): readonly ListedString[] {
    const members = membersOf(length);
    if (members.length === 0) throw new LanguageError(`language "${name}" has no string of length ${length}`);
    return members;
  }

  function find(string: readonly number[]): ListedString | undefined {
    const blocks = blocksOf(string);
    return membersOf(string.length).find((member) => equalBlocks(member.blocks, blocks));
  }

  const spelled = (length: number): WeightedString[] =>
    requireMembers(length).map(({ blocks, probability }) => ({ string: spellBlocks(blocks), probability }));

  function ngramCounts(length: number, order: number): ReturnType<ExactLanguage['ngramCounts']> {
    const tally = ngramTally();
    for (const { string, probability } of spelled(length)) {
      const symbols = [...new Array<number>(order - 1).fill(-1), ...string, alphabet.length];
      for (let place = order - 1; place < symbols.length; place++) {
        tally.add(symbols.slice(place - order + 1, place), symbols[place] as number, probability);
      }
    }
    return tally.counts();
  }

  return {
    name,
    alphabet,
    level: definition.level,
    validLengths(min, max) {
      const lengths: number[] = [];
      for (let length = Math.max(0, Math.ceil(min)); length <= max; length++) {
        if (membersOf(length).length > 0) lengths.push(length);
      }
      return lengths;
    },
    sample(length, random) {
      const members = requireMembers(length);
      let rest = random.uniform();
      // The probabilities may add up to a little less than 1.
      const drawn =
        members.find(({ probability }) => {
          rest -= probability;
          return rest < 0;
        }) ?? members.at(-1);
      return spellBlocks((drawn as ListedString).blocks);
    },
    contains: (string) => find(string) !== undefined,
    logProbability: (string) => Math.log(find(string)?.probability ?? 0),
    entropyGivenLength: (length) =>
      requireMembers(length).reduce((nats, { probability }) => nats - probability * Math.log(probability), 0),
    idealAccuracy: (length) => (expectedRight(spelled(length)) + 1) / (length + 1),
    pairCounts: (length) => asPairs(ngramCounts(length, 2)),
    ngramCounts,
  };
}

interface ListedString {
  readonly blocks: Blocks;
  readonly probability: number;
}

function withProbabilities(definition: BlockLanguageDefinition, length: number): readonly ListedString[] {
  const members = definition.members(length);
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  return members.map(({ blocks, weight }) => {
    checkBlocks(definition, length, blocks);
    return { blocks, probability: weight / total };
  });
}

function checkBlocks({ name, alphabet }: BlockLanguageDefinition, length: number, blocks: Blocks): void {
  const fail = (problem: string): never => {
    throw new LanguageError(`a string that language "${name}" lists for length ${length}: ${problem}`);
  };
  for (const [index, { symbol, count }] of blocks.entries()) {
    if (alphabet[symbol] === undefined) fail(`symbol ${symbol} is not an id from 0 to ${alphabet.length - 1}`);
    if (!Number.isInteger(count) || count < 1) fail(`run ${index} has ${count} symbols; it needs at least one`);
    if (blocks[index + 1]?.symbol === symbol) fail(`runs ${index} and ${index + 1} have the same symbol`);
  }
  const symbols = blocks.reduce((sum, { count }) => sum + count, 0);
  if (symbols !== length) fail(`its runs have ${symbols} symbols`);
}
