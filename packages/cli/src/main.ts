import { exitCodes } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

const controller = new AbortController();

process.on('SIGINT', () => {
  // Who asks twice does not want to wait for the end of the current step.
  if (controller.signal.aborted) process.exit(exitCodes.interrupted);
  controller.abort();
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
});
