import { mismatch, rounding } from '../suite/close.ts';
import { ConformanceError, reportProblems } from '../suite/conformance-error.ts';
import { jsonProblems, metadataRule } from '../suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from '../suite/subject.ts';
import { createSuite, type Rule, type Suite, type SuiteOptions } from '../suite/suite.ts';
import {
  type AnyEvaluation,
  allLengths,
  numbersOf,
  type Results,
  type ScoredString,
  scoredStrings,
  startScoring,
  tinyContext,
} from './subject.ts';

/** What `evaluationConformance` takes. */
export interface EvaluationConformanceOptions extends Subject<'evaluation'>, SuiteOptions {
  /** Lengths of the strings that are scored, some of 0, 2, 4 and 6; all by default. Some evaluations say nothing of empty strings. */
  readonly lengths?: readonly number[];
}

/** An evaluation, and what it is tried on. */
interface Tried {
  readonly evaluation: AnyEvaluation;
  readonly lengths: readonly number[];
}

/**
 * The rules of the slot `evaluation`, for one evaluation with one set of options. Predictions of a model that is sometimes
 * wrong, on a language whose numbers are all known, give measurements of finite numbers; they do not depend on how strings
 * are put into batches, nor on their order beyond rounding; sessions do not know of each other; asking for results changes
 * nothing; nothing to score is an error; results and options can be stored.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the evaluation refuses its options.
 */
export function evaluationConformance(options: EvaluationConformanceOptions): Suite {
  const make = makerOf(options);
  const { lengths = allLengths } = options;
  if (lengths.length === 0 || lengths.some((length) => !allLengths.includes(length)))
    throw new ConformanceError(`strings that are scored have lengths of ${allLengths.join(', ')}, not [${lengths}]`);
  const tried: Tried = { evaluation: make(), lengths };
  return createSuite(
    describeSubject(options),
    [
      metadataRule('evaluation', options),
      { name: 'contract', check: () => reportProblems(contractProblems(tried)) },
      comparing('batching', tried, (groups) => groups.flatMap((group) => group.map((one) => [one]))),
      comparing('order', tried, (groups) => groups.toReversed().map((group) => group.toReversed())),
      { name: 'purity', requires: ['contract'], check: () => reportProblems(purityProblems(tried)) },
      {
        name: 'determinism',
        requires: ['contract', 'purity'],
        check: () => reportProblems(determinismProblems(make, lengths)),
      },
      { name: 'nothing to score', requires: ['contract'], check: () => reportProblems(emptyProblems(tried)) },
      {
        name: 'serialization',
        requires: ['contract'],
        check: () => reportProblems(storageProblems(options, tried)),
      },
    ],
    options,
  );
}

/** One group a length. */
function groups(lengths: readonly number[]): readonly (readonly ScoredString[])[] {
  const { language } = tinyContext(lengths);
  return lengths.map((length) => scoredStrings(language, length));
}

function resultOf({ evaluation, lengths }: Tried, batches = groups(lengths)): Results {
  const scoring = startScoring(evaluation, tinyContext(lengths));
  for (const batch of batches) scoring.add(batch);
  return scoring.result();
}

function contractProblems(tried: Tried): string[] {
  const { evaluation } = tried;
  if ('start' in evaluation === 'startSets' in evaluation)
    return [
      'an evaluation has either start, for models that predict symbols, or startSets, for those that predict sets',
    ];
  const results = resultOf(tried);
  if (Object.keys(results).length === 0) return ['the results hold no measurement'];
  return Object.entries(results).flatMap(([name, measurement]) => {
    if (typeof measurement?.value !== 'number') return [`"${name}" has no value`];
    const strange = numbersOf(measurement).filter(([, value]) => !Number.isFinite(value));
    return strange.map(([path, value]) => `"${name}" has ${path} = ${String(value)}, not a finite number`);
  });
}

/** Other batches of the same strings give the same results, up to rounding. */
function comparing(
  name: string,
  tried: Tried,
  arrange: (batches: readonly (readonly ScoredString[])[]) => readonly (readonly ScoredString[])[],
): Rule {
  return {
    name,
    requires: ['contract'],
    check: () => reportProblems(differing(resultOf(tried, arrange(groups(tried.lengths))), resultOf(tried))),
  };
}

function differing(actual: Results, expected: Results, tolerance: typeof rounding = rounding): string[] {
  const [found, wanted] = [numbersOf(actual), numbersOf(expected)];
  const paths = [found, wanted].map((numbers) => numbers.map(([path]) => path).join());
  if (paths[0] !== paths[1]) return [`it reports ${paths[0]} instead of ${paths[1]}`];
  return wanted.flatMap(([path, value], index) => {
    const problem = mismatch([found[index]?.[1] as number], [value as number], tolerance);
    return problem === undefined ? [] : [`${path} is ${String(found[index]?.[1])} instead of ${String(value)}`];
  });
}

const exactly = { relative: 0, absolute: 0 };

function purityProblems(tried: Tried): string[] {
  const { evaluation, lengths } = tried;
  const expected = resultOf(tried);
  const scoring = startScoring(evaluation, tinyContext(lengths));
  const other = startScoring(evaluation, tinyContext(lengths));
  const problems: string[] = [];
  for (const batch of groups(lengths)) {
    scoring.add(batch);
    // What another session is given is its own affair.
    other.add(batch.slice(0, 1));
  }
  problems.push(
    ...differing(scoring.result(), expected, exactly).map((problem) => `beside another session, ${problem}`),
    ...differing(scoring.result(), expected, exactly).map((problem) => `asked for results again, ${problem}`),
  );
  return problems;
}

function determinismProblems(make: () => AnyEvaluation, lengths: readonly number[]): string[] {
  const [one, other] = [make(), make()].map((evaluation) => resultOf({ evaluation, lengths })) as [Results, Results];
  return differing(one, other, exactly).map((problem) => `made again, ${problem}`);
}

function emptyProblems(tried: Tried): string[] {
  try {
    const results = resultOf(tried, []);
    return [`of no predictions it makes ${JSON.stringify(results)}; expected an error`];
  } catch {
    return [];
  }
}

function storageProblems(options: EvaluationConformanceOptions, tried: Tried): string[] {
  const results = resultOf(tried);
  const text = JSON.stringify(results);
  const isKept = JSON.stringify(numbersOf(JSON.parse(text))) === JSON.stringify(numbersOf(plain(results)));
  return [...jsonProblems(options), ...(isKept ? [] : [`results do not survive being written as JSON: ${text}`])];
}

/** Without what is undefined, which JSON leaves out and readers do not miss. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name, plain(part)]),
  );
}
