// What the JavaScript peers share: the problem they are given, and how their steps are timed.

import { readFileSync } from 'node:fs';
import { timeSteps } from '../dist/measuring/timing.js';

/** The problem of `src/peers/problem.ts`, from the file that is the script's first argument. */
export function readProblem() {
  return JSON.parse(readFileSync(process.argv[2], 'utf8'));
}

/**
 * Times a step, which trains once and returns the loss, and prints the result as one line of JSON.
 * @param begin `performance.now()` from before the model was made.
 */
export async function report(problem, begin, step) {
  const { losses, firstStepEnd, msPerStep, cpuMsPerStep } = await timeSteps(step, problem.seconds);
  const result = {
    losses,
    msPerStep,
    cpuMsPerStep,
    compileMs: null,
    firstStepMs: firstStepEnd - begin,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
