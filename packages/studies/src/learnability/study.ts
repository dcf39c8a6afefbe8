import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab, Reference } from '@pushdown/core';
import { toJson } from '../experiment/json.ts';
import { createParts } from '../experiment/parts.ts';
import { writeWhole } from '../files/write-whole.ts';
import { type GridEvent, type GridOutcome, runGrid } from '../grid/grid.ts';
import type { LabSource } from '../grid/lab-source.ts';
import { reportToHtml } from '../report/html.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import { paperColumns } from '../report/result-table.ts';
import { tableToText } from '../report/text.ts';
import { type LearnabilityCell, learnabilityCells, learnabilityProfile } from './experiments.ts';
import type { LearnabilityOutcome } from './outcome.ts';
import { learnabilityReport, learnabilityTables } from './report.ts';

export interface LearnabilityOptions {
  /** Name of a profile: how large the study is. */
  readonly profile: string;
  /** Checks the experiments before the first one begins. */
  readonly lab: Lab;
  readonly labSource: LabSource;
  /** Gets the report and, in `runs/`, a folder for each run. What an earlier study left under these names is replaced. */
  readonly folder: string;
  readonly workers?: number | undefined;
  /** What computes; that of experiments by default. */
  readonly engine?: Reference | undefined;
  readonly onEvent?: ((event: GridEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the study wrote, relative to its folder. */
export const learnabilityFiles = {
  html: 'learnability.html',
  markdown: 'learnability.md',
  results: 'learnability.json',
} as const;

/**
 * Runs the study of learnability and writes its report.
 * @throws OptionError when there is no such profile or the laboratory lacks something, CompileError when a model cannot be
 *   compiled; the signal's reason when aborted.
 */
export async function runLearnabilityStudy(options: LearnabilityOptions): Promise<LearnabilityOutcome> {
  const { profile: profileName, lab, labSource, folder, workers, engine, onEvent, signal } = options;
  const profile = learnabilityProfile(profileName);
  const cells = learnabilityCells(profile, engine);
  for (const { experiment } of cells) createParts(experiment, lab);
  const outcomes = await runGrid({
    experiments: cells.map(({ experiment }) => experiment),
    lab: labSource,
    folder: ({ name }) => join(folder, 'runs', name),
    overwrite: true,
    workers,
    onEvent,
    signal,
  });
  const runs = cells.map(({ experiment: _, ...cell }: LearnabilityCell, index) => ({
    ...cell,
    outcome: outcomes[index] as GridOutcome,
  }));
  const outcome = { profileName, profile, runs };
  await writeLearnabilityReport(outcome, folder);
  return outcome;
}

/** Writes the study as a page of HTML, as Markdown with its pictures in `figures/`, and as JSON. */
export async function writeLearnabilityReport(outcome: LearnabilityOutcome, folder: string): Promise<void> {
  const report = learnabilityReport(outcome);
  await mkdir(join(folder, 'figures'), { recursive: true });
  for (const block of report.blocks) {
    if (block.kind !== 'figures') continue;
    for (const { name, svg } of block.figures) await writeWhole(join(folder, 'figures', `${name}.svg`), svg);
  }
  await writeWhole(
    join(folder, learnabilityFiles.markdown),
    reportToMarkdown(report, ({ name }) => `figures/${name}.svg`),
  );
  await writeWhole(join(folder, learnabilityFiles.html), reportToHtml(report));
  await writeWhole(join(folder, learnabilityFiles.results), `${toJson(outcome)}\n`);
}

/** The tables of the study, for a terminal. */
export function learnabilityText(outcome: LearnabilityOutcome): string {
  return learnabilityTables(outcome, paperColumns).map(tableToText).join('\n\n');
}
