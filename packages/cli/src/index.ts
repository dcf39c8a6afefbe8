export { type ExitCode, exitCodes } from './exit-codes.ts';
export type { Streams } from './output/streams.ts';
export { runCli } from './run-cli.ts';
