import { type Failure, toFailure } from '../grid/failure.ts';
import type { LabFactory, LabSource } from '../grid/lab-source.ts';
import { type ExaminedRun, examineRun } from './examine-run.ts';

/** A run to be examined, for a worker. */
export interface ExaminationTask extends ExaminedRun {
  readonly lab: LabSource;
}

/** What a worker does to examine a run; what it finds is in files then. An error becomes a value. */
export default async function examine({ lab, ...run }: ExaminationTask): Promise<{ readonly failure?: Failure }> {
  try {
    const { default: createLab } = (await import(lab.module)) as { default: LabFactory };
    await examineRun(run, await createLab(lab.plugins));
    return {};
  } catch (error) {
    return { failure: toFailure(error) };
  }
}
