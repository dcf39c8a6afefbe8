import { readFileSync } from 'node:fs';

/**
 * Counts of the report that vitest's JSON reporter wrote, or `undefined` where there is none.
 *
 * A test file that could not be loaded holds no test, so it would not count as failed: it counts as one.
 */
export function readTestSummary(path) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
