import type { TextCase } from './case.ts';
import { trainOnText } from './train.ts';

// Trains the case that is its argument, as JSON, and prints the outcome as JSON.
process.stdout.write(`${JSON.stringify(await trainOnText(JSON.parse(process.argv[2] as string) as TextCase))}\n`);
