import { SetupError } from './errors.ts';
import { setup, thisMachine } from './setup.ts';

try {
  setup(thisMachine, (line) => process.stdout.write(`setup:chromium: ${line}\n`));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`setup:chromium: ${error.message}\n`);
  process.exitCode = 1;
}
