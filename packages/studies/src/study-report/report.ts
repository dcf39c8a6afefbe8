import { type ClaimResult, paperClaims } from '../paper-study/claims.ts';
import type { Verdict } from '../paper-study/judge.ts';
import type { Block, Report, Table } from '../report/report.ts';
import { detectableEffect } from '../statistics/power.ts';
import { comparedMeasure, controlComparison, freezingComparisons } from './comparisons.ts';
import {
  comparesFreezing,
  controlModel,
  isPaperStudy,
  type StudyContext,
  stringSets,
  testSets,
  valuesOf,
} from './context.ts';
import { examinationBlocks } from './examinations.ts';
import { lengthFigures } from './figures.ts';
import { sizesOf } from './sizes.ts';
import { bestTables, comparisonTables, controlTable, growthTables, meanTables } from './tables.ts';

/** A study as a report: what was run, what follows, tables with their references, pictures. */
export function studyReport(context: StudyContext): Report {
  const freezing = comparesFreezing(context);
  const measured = (measure: string): boolean =>
    context.runs.some(
      ({ results }) => results !== undefined && Object.hasOwn(results.validation.measurements, measure),
    );
  return {
    title: context.study.description === '' ? context.study.name : context.study.description,
    blocks: [
      heading('What was run'),
      { kind: 'list', items: sizesOf(context) },
      ...failures(context),
      ...(freezing && isPaperStudy(context) ? claims(paperClaims(context)) : []),
      heading('Best restarts, beside what was published'),
      paragraph(
        'The restart with the best validation loss. Perplexity counts the end of a string as a symbol, and so does accuracy, the share of symbols that were the most probable ones. The lower bound is what the distribution of the strings itself reaches: no model does better in expectation. The bound of the accuracy knows the length of each string. The bigram predictor sees nothing but the symbol before: a result near its row shows no use of anything further back, however high its accuracy.',
      ),
      ...tables(bestTables(context)),
      ...(measured(comparedMeasure)
        ? [
            heading('All restarts: cross-entropy difference'),
            paragraph(
              'Nats per symbol above the lower bound: 0 is perfect, and the scale is the same for all lengths. Means over restarts with studentized bootstrap intervals of 95 %, where there are at least four restarts.',
            ),
            ...tables(meanTables(context, comparedMeasure, stringSets(context))),
          ]
        : []),
      ...(measured('accuracy')
        ? [heading('All restarts: accuracy'), ...tables(meanTables(context, 'accuracy', testSets(context)))]
        : []),
      ...(freezing ? freezingBlocks(context) : []),
      ...examinationBlocks(context),
    ],
  };
}

/** What follows for the claims of the paper, without the tables and pictures: claims, control, power. */
export function findingsReport(context: StudyContext): Report {
  return {
    title: `What the study ${context.study.name} says of the paper's claims`,
    blocks: [
      heading('What was run'),
      { kind: 'list', items: sizesOf(context) },
      ...failures(context),
      ...claims(paperClaims(context)),
      ...controlBlocks(context),
      ...powerBlocks(context),
    ],
  };
}

function powerBlocks(context: StudyContext): Block[] {
  return [heading('What these runs could have shown'), { kind: 'list', items: power(context) }];
}

function freezingBlocks(context: StudyContext): Block[] {
  const { restarts } = context.study;
  const controlled = controlModel(context) !== undefined;
  return [
    heading('Freezing beside full training, by length'),
    { kind: 'figures', figures: lengthFigures(context) },
    ...(controlled ? controlBlocks(context) : []),
    heading('Frozen minus fully trained'),
    paragraph(
      `Pairs are restarts with the same learning rate. Below 0, freezing is better. p: sign-flip permutation test in both directions, then corrected by Holm's method for all models and languages in the same mode on the same strings. With ${restarts} pairs no p is below ${(2 / 2 ** restarts).toPrecision(2)}. "Pairs needed" would show a difference of the measured size with a power of 80 % in a single test at 5 %. The last columns say what difference the lower bound and the bigram predictor would make.`,
    ),
    ...tables(comparisonTables(context, freezingComparisons(context))),
    ...(controlled ? powerBlocks(context) : []),
    heading('Growth of the loss with length'),
    paragraph(
      'The exponent b of loss = a · length^b of whole strings above their lower bound, beyond the lengths of training. 1: every symbol costs the same, however long the string is.',
    ),
    ...tables(growthTables(context)),
  ];
}

function controlBlocks(context: StudyContext): Block[] {
  return [
    heading('Control: equal trainings (A/A)'),
    paragraph(
      'An LSTM has no memory to freeze: "none" and "memory" are the same training problem for it, and its runs differ in their random numbers only. What differs between them is noise. No smaller difference of other models means anything.',
    ),
    { kind: 'table', table: controlTable(context) },
    paragraph(falseAlarms(context)),
  ];
}

/** How often the control shows an effect where there is none. */
function falseAlarms(context: StudyContext): string {
  const found = valuesOf(context, 'language').flatMap((language) =>
    stringSets(context).flatMap(({ set }) => controlComparison(context, language, set)?.test.pValue ?? []),
  );
  const alarms = found.filter((pValue) => pValue <= 0.05).length;
  return `Of these ${found.length} comparisons of nothing with nothing ${alarms} ${alarms === 1 ? 'has' : 'have'} a p of at most 0.05 without correction; one in twenty is to be expected.`;
}

/** The smallest effects that comparisons of these sizes show, judged by the noise of the control. */
function power(context: StudyContext): string[] {
  return valuesOf(context, 'language').flatMap((language) =>
    testSets(context).flatMap(({ set, name }) => {
      const control = controlComparison(context, language, set);
      if (control === undefined) return [];
      const effect = detectableEffect(control.count, control.deviation);
      return [
        Number.isFinite(effect)
          ? `${language}, ${name}: ${control.count} pairs as noisy as those of the control show a difference of ${effect.toPrecision(2)} nats per symbol with a power of 80 %`
          : `${language}, ${name}: ${control.count} pairs are too few for any difference to show; 6 is the least`,
      ];
    }),
  );
}

function claims(results: readonly ClaimResult[]): Block[] {
  return [
    heading('What the paper claims, and what these runs say'),
    paragraph(
      'Das & Mali (2024), arXiv 2410.03154. Verdicts are computed from the runs by the rules below. "Cannot tell" means that these runs do not decide it, neither for nor against. A/A is the control: the same difference between two equal trainings of the LSTM, which has no memory to freeze.',
    ),
    { kind: 'list', items: results.map(verdictText) },
    ...results.flatMap((result): Block[] => [
      paragraph(`${result.claim} Verdict: ${result.verdict}. ${result.rule}`),
      ...(result.cases.length === 0
        ? []
        : [
            {
              kind: 'list' as const,
              items: result.cases.map(
                ({ name, verdict, evidence, because }) =>
                  `${name}: ${verdict}${because === undefined ? '' : `, because ${because}`}; ${evidence}`,
              ),
            },
          ]),
    ]),
  ];
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  supported: 'These runs support it',
  contradicted: 'These runs contradict it',
  'cannot tell': 'These runs cannot tell',
};

function verdictText({ claim, verdict, because, cases }: ClaimResult): string {
  return `${claim} ${verdictWords[verdict]}${because === undefined ? '' : `, because ${because}`}${countsOf(cases)}.`;
}

function countsOf(cases: ClaimResult['cases']): string {
  if (cases.length === 0) return '';
  const count = (verdict: string): number => cases.filter((found) => found.verdict === verdict).length;
  return ` (cases for it: ${count('supported')}, against it: ${count('contradicted')}, undecided: ${count('cannot tell')})`;
}

function failures({ runs }: StudyContext): Block[] {
  const failed = runs.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure.message}`]));
  const missing = runs.filter(({ status }) => status !== 'finished' && status !== 'failed').length;
  return [
    ...(failed.length === 0 ? [] : [heading('Runs that failed'), { kind: 'list' as const, items: failed }]),
    ...(missing === 0 ? [] : [paragraph(`${missing} runs are not finished: these numbers are not the final ones.`)]),
  ];
}

function heading(text: string): Block {
  return { kind: 'heading', text };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

function tables(list: readonly Table[]): Block[] {
  return list.map((table) => ({ kind: 'table', table }));
}
