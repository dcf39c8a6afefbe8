import { type Examined, readExaminations } from '../examination/examine-study.ts';
import { type Experiment, isOnText } from '../experiment/schema.ts';
import type { Study } from '../grid/study.ts';
import { paperProfiles } from '../paper-study/profiles.ts';
import { formatRange } from '../report/format.ts';
import { type FinishedRun, filterRuns, finishedRuns, type StringSet } from '../store/queries.ts';
import type { RunStore, StoredRun } from '../store/study-folder.ts';

/** What the report of a study is made of. */
export interface StudyContext {
  readonly study: Study;
  readonly runs: readonly StoredRun[];
  /** The runs that the study wants examined, with what was found in them. */
  readonly examinations?: readonly Examined[];
}

/** Everything the folder of a study holds. @throws OptionError when a file is damaged. */
export async function readStudyContext(store: RunStore): Promise<StudyContext> {
  const runs = await store.read();
  return { study: store.study, runs, examinations: await readExaminations(store, runs) };
}

/** A set of strings with the name it has in tables. */
export interface NamedSet {
  readonly set: StringSet;
  readonly name: string;
}

/** The sets of strings that all runs of a study are measured on. */
export function stringSets({ runs }: StudyContext): readonly NamedSet[] {
  const first = runs[0]?.experiment;
  const validation = { set: 'validation', name: 'validation' } as const;
  if (first !== undefined && isOnText(first)) return [validation, { set: 'test', name: 'test' }];
  const bins = first?.evaluation.bins ?? [];
  return [validation, ...bins.map((bin, set) => ({ set, name: formatRange(bin) }))];
}

/** Without validation. */
export function testSets(context: StudyContext): readonly NamedSet[] {
  return stringSets(context).filter(({ set }) => set !== 'validation');
}

/** Finished runs of a cell, or of several. */
export function runsOf({ runs }: StudyContext, where: Readonly<Record<string, string>>): readonly FinishedRun[] {
  return finishedRuns(filterRuns(runs, where));
}

/** The names of the values of an axis; none if the study has no such axis. */
export function valuesOf({ study }: StudyContext, axis: string): readonly string[] {
  return Object.keys(study.axes[axis] ?? {});
}

/** The axis that tables are about, one each: that of languages, or of corpora. */
export function subjectAxis({ study }: StudyContext): 'language' | 'corpus' {
  return 'corpus' in study.axes ? 'corpus' : 'language';
}

/** The languages or corpora of a study, by name. */
export function subjectsOf(context: StudyContext): readonly string[] {
  return valuesOf(context, subjectAxis(context));
}

/** Whether the study compares freezing modes with full training, restart by restart. */
export function comparesFreezing(context: StudyContext): boolean {
  const { axes, paired } = context.study;
  const modes = valuesOf(context, 'freeze');
  return (
    subjectAxis(context) in axes &&
    'model' in axes &&
    paired.includes('freeze') &&
    modes.includes('none') &&
    modes.length > 1
  );
}

/** The experiment that the sizes of a report are told of. */
export function firstExperiment({ runs }: StudyContext): Experiment {
  return (runs[0] as StoredRun).experiment;
}

/** Whether a model has a memory that could be frozen. */
export function hasMemory({ runs }: StudyContext, model: string): boolean {
  return runs.find(({ coordinates }) => coordinates.model === model)?.experiment.model.memory !== null;
}

/** The model of the A/A control: the first one without a memory, if there is one. */
export function controlModel(context: StudyContext): string | undefined {
  return valuesOf(context, 'model').find((model) => !hasMemory(context, model));
}

/** Whether it is the study of Das & Mali (2024), in whatever profile. */
export function isPaperStudy({ study }: StudyContext): boolean {
  return Object.keys(paperProfiles).some((profile) => study.name === `paper-${profile}`);
}
