/** What a suite needs of a test runner. That of vitest and that of `node:test` both fit as they are. */
export interface TestRunner {
  /** A group of tests. */
  describe(name: string, body: () => void): unknown;
  readonly it: {
    (name: string, body: () => void): unknown;
    skip(name: string, body: () => void): unknown;
  };
}
