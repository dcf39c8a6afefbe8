import { type EpochCase, measureEpoch } from './measure-epoch.ts';

// Measures the case that is its argument, as JSON, and prints the measurement as JSON.
process.stdout.write(`${JSON.stringify(await measureEpoch(JSON.parse(process.argv[2] as string) as EpochCase))}\n`);
