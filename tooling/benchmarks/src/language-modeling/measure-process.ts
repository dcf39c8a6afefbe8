import { measureLanguage } from './measure.ts';
import type { LanguageCase } from './workload.ts';

// Measures the case that is its argument, as JSON, and prints the measurement as JSON.
process.stdout.write(
  `${JSON.stringify(await measureLanguage(JSON.parse(process.argv[2] as string) as LanguageCase))}\n`,
);
