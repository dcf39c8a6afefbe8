import { defineConfig } from 'vitest/config';

// Packages of this repository resolve to their TypeScript source, so that a test never runs against a stale build.
// Vite resolves modules in several places, and each has its own list of conditions.
const conditions = ['@pushdown/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@pushdown/source', 'node'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'tooling/*/test/**/*.test.ts', 'docs/examples/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
