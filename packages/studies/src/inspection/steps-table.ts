import type { Language, MemoryStep, RecurrentModel, StepValues } from '@pushdown/core';
import type { Table } from '../report/report.ts';
import { indexText } from './panels.ts';

/** Groups of more numbers are shown by their largest. */
const shownInFull = 4;

/**
 * Symbols against actions. An action or reading of up to four numbers has a column for each; of larger ones the largest
 * number is shown, after its indices. The last column is what the model expects after the symbol.
 */
export function stepsTable(
  steps: readonly MemoryStep[],
  language: Pick<Language, 'alphabet'>,
  model: Pick<RecurrentModel, 'targets'>,
): Table {
  const name = (symbol: number): string => language.alphabet[symbol] ?? 'end';
  const groups = (step: MemoryStep): [string, StepValues][] => [
    ...Object.entries(step.actions),
    ['reading', step.reading],
  ];
  const headings = steps
    .slice(0, 1)
    .flatMap((step) => groups(step).flatMap(([title, values]) => columnsOf(title, values)));
  return {
    caption: 'What the memory did after each symbol',
    columns: ['#', 'symbol', ...headings, 'expects'],
    labelColumns: 2,
    rows: steps.map((step, index) => ({
      kind: 'result',
      cells: [
        String(index + 1),
        name(step.symbol),
        ...groups(step).flatMap(([, values]) => cellsOf(values)),
        expected(step.logits, model.targets).map(name).join(' ') || 'nothing',
      ],
    })),
  };
}

/** The most probable symbol, or all that a model of sets admits: those with σ(logit) > ½. */
function expected(logits: readonly number[], targets: RecurrentModel['targets']): number[] {
  if (targets === 'set') return [...logits.keys()].filter((symbol) => (logits[symbol] as number) > 0);
  return [logits.indexOf(Math.max(...logits))];
}

function columnsOf(title: string, { shape, values }: StepValues): string[] {
  if (values.length === 1) return [title];
  if (values.length > shownInFull) return [`largest ${title}`];
  return values.map((_, index) => `${title} ${indexText(shape, index)}`);
}

function cellsOf({ shape, values }: StepValues): string[] {
  if (values.length <= shownInFull) return values.map((value) => value.toFixed(3));
  const largest = values.reduce((best, value, index) => (value > (values[best] as number) ? index : best), 0);
  return [`${indexText(shape, largest)}: ${(values[largest] as number).toFixed(3)}`];
}
