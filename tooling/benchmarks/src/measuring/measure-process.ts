import type { Case } from './case.ts';
import { measure } from './measure.ts';

// Measures the case that is its argument, as JSON, and prints the measurement as JSON.
process.stdout.write(`${JSON.stringify(await measure(JSON.parse(process.argv[2] as string) as Case))}\n`);
