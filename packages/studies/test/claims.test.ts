import {
  finishedRuns,
  freezingComparisons,
  growthExponent,
  paperClaims,
  publishedRows,
  studyReport,
} from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import { around, type MadeUp, madeUpStudy } from './fixtures/made-up-study.ts';

const flat = (difference: number, accuracy: number, restart: number): MadeUp => ({
  difference: [0, 1, 2].map((set) => around(difference + set * 1e-3, restart)),
  accuracy: [0, 1, 2].map((set) => around(accuracy, restart + set, 0.004)),
});
const verdicts = (context: ReturnType<typeof madeUpStudy>) => paperClaims(context).map(({ verdict }) => verdict);

describe('the claims of the paper', () => {
  it('are supported by numbers that are as it says', () => {
    const context = madeUpStudy(({ model, freeze, restart }) => {
      if (freeze === 'memory' && model !== 'lstm') return flat(0.05, 0.9, restart);
      if (freeze === 'controller' || freeze === 'controller-and-memory') return flat(0.1, 0.8, restart);
      // Full training: the loss of a string grows with the square of its length and more, and accuracy falls by 65 %.
      return {
        difference: [0.1, 0.5, 3].map((value) => around(value, restart)),
        accuracy: [0.9, 0.5, 0.3].map((value) => around(value, restart)),
      };
    });
    // Nothing was examined, and nothing is about texts.
    expect(verdicts(context)).toEqual([...Array(9).fill('supported'), 'cannot tell', 'cannot tell']);
  });

  it('are contradicted by numbers that say the opposite', () => {
    const context = madeUpStudy(({ model, freeze, restart }) => {
      if (freeze === 'memory' && model !== 'lstm')
        return { difference: [0.5, 0.6, 0.7].map((value) => around(value, restart)), accuracy: [0.9, 0.5, 0.4] };
      if (freeze === 'controller' || freeze === 'controller-and-memory')
        return {
          difference: [0.3, 0.6, 2].map((value) => around(value, restart)),
          accuracy: [0.8, 0.6, around(0.5, restart)],
        };
      return {
        difference: [0.05, 0.04, 0.01].map((value) => around(value, restart, 1e-4)),
        accuracy: [0.9, 0.89, 0.88].map((value) => around(value, restart)),
      };
    });
    expect(verdicts(context)).toEqual([...Array(9).fill('contradicted'), 'cannot tell', 'cannot tell']);
  });

  it('are left open where nothing differs, and where there are too few runs', () => {
    const same = madeUpStudy(({ freeze, restart }) => flat(0.2, 0.8, restart + freeze.length));
    expect(paperClaims(same)[0]).toMatchObject({ verdict: 'cannot tell' });
    expect(paperClaims(same)[0]?.cases.every(({ verdict }) => verdict === 'cannot tell')).toBe(true);
    expect(paperClaims(same)[0]?.because).toMatch(/^in 12 of 12 cases chance alone could make such a difference$/);
    const few = madeUpStudy(({ restart, freeze }) => flat(freeze === 'none' ? 3 : 0.1, 0.5, restart), { restarts: 3 });
    expect(verdicts(few)).toEqual(Array(11).fill('cannot tell'));
    expect(paperClaims(few)[0]?.because).toBe(
      'in 12 of 12 cases 3 restarts are too few to show anything in 6 cases together',
    );
    expect(verdicts(madeUpStudy(() => undefined))).toEqual(Array(11).fill('cannot tell'));
  });
});

describe('a mean that a claim is about', () => {
  const wide = [0.9, 0.2, 0.8, 0.1, 0.95, 0.15, 0.85, 0.05, 0.9, 0.1];
  const study = (accuracies: readonly number[]) =>
    madeUpStudy(({ freeze, restart }) => ({
      difference: [0.1, 0.1, 0.1],
      accuracy: [1, 1, freeze === 'none' ? (accuracies[restart - 1] as number) : 1],
    }));
  const drop = (accuracies: readonly number[]) => paperClaims(study(accuracies))[1];

  it('is not where an interval merely reaches', () => {
    expect(drop(wide)).toMatchObject({ verdict: 'cannot tell' });
    expect(drop(wide)?.cases[0]?.evidence).toMatch(
      /^50 % \[\d+ %, \d+ %\] of the accuracy is left \(from 1\.000 to 0\.500; .*A\/A difference of that share \+0\.5.*; corrected p 1\.000$/,
    );
    expect(drop(wide.map((value) => value / 4))).toMatchObject({ verdict: 'supported' });
    expect(drop(wide.map((value) => 1 - value / 4))).toMatchObject({ verdict: 'contradicted' });
  });
});

describe('comparisons of freezing modes', () => {
  it('leave the control out of their families, and correct within a mode and a set', () => {
    const comparisons = freezingComparisons(
      madeUpStudy(({ freeze, restart }) => flat(freeze === 'none' ? 0.3 : 0.1, 0.8, restart)),
    );
    // Three languages, two models with a memory in mode m and three models in the others, four sets of strings.
    expect(comparisons).toHaveLength(4 * (3 * 2 + 3 * 3 + 3 * 3));
    const memory = comparisons.filter(({ freeze, set }) => freeze === 'memory' && set === 2);
    expect(memory.map(({ model }) => model)).not.toContain('lstm');
    for (const { difference, corrected } of memory) {
      expect(difference.count).toBe(10);
      expect(difference.mean).toBeLessThan(0);
      expect(difference.test.pValue).toBe(2 / 1024);
      expect(corrected).toBeCloseTo(6 * (2 / 1024), 12);
    }
  });
});

describe('the exponent of growth', () => {
  it('is that of the numbers', () => {
    const context = madeUpStudy(() => ({ difference: [0.1, 0.1, 0.1], accuracy: [1, 1, 1] }));
    // The same for every symbol: the loss of a string grows with its length, and the end of the string is one more symbol.
    expect(growthExponent(finishedRuns(context.runs)[0] as never)).toBeCloseTo(1, 1);
    const none = madeUpStudy(() => ({ difference: [-0.1, -0.1, -0.1], accuracy: [1, 1, 1] }));
    expect(growthExponent(finishedRuns(none.runs)[0] as never)).toBeUndefined();
  });
});

describe('published numbers', () => {
  it('are complete where the tables are', () => {
    const count = (freeze: string) => publishedRows.filter((row) => row.freeze === freeze).length;
    expect(['none', 'memory', 'controller', 'controller-and-memory'].map(count)).toEqual([35, 35, 35, 11]);
    for (const row of publishedRows) {
      expect(row.perplexities).toHaveLength(3);
      expect(row.accuracies).toHaveLength(3);
      for (const perplexity of [row.validationPerplexity, ...row.perplexities])
        expect(perplexity).toBeGreaterThanOrEqual(1);
      for (const accuracy of row.accuracies) expect(accuracy).toBeLessThan(1);
    }
  });

  it('stand in the report below our own', () => {
    const report = studyReport(madeUpStudy(({ restart }) => flat(0.2, 0.8, restart)));
    const tables = report.blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : []));
    const rows = tables[0]?.rows.map(({ cells }) => cells) ?? [];
    expect(rows[1]).toEqual(['', '', 'published', '1.04', '1.06', '1.54', '1772', '0.98', '0.87', '0.75']);
    expect(rows.at(-2)?.[0]).toBe('lower bound');
    expect(rows.at(-1)?.[0]).toBe('bigram');
  });
});
