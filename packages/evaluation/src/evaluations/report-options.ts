import { z } from 'zod';

/** Options that all evaluations have. */
export interface ReportOptions {
  /** Also tell what was reached on the strings of each length. */
  readonly byLength?: boolean | undefined;
}

export const reportOptions: z.ZodType<Required<ReportOptions>, ReportOptions> = z.strictObject({
  byLength: z.boolean().default(false),
}) as z.ZodType<Required<ReportOptions>, ReportOptions>;
