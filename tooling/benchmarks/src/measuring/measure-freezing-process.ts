import { type FreezingCase, measureFreezing } from './measure-freezing.ts';

// Measures the case that is its argument, as JSON, and prints the measurements as JSON.
process.stdout.write(`${JSON.stringify(measureFreezing(JSON.parse(process.argv[2] as string) as FreezingCase))}\n`);
