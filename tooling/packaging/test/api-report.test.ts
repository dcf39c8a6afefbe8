import { expect, it } from 'vitest';
import { apiReports } from '../src/api-report.ts';
import { publishedPackages } from '../src/repository.ts';

const reports = apiReports(publishedPackages);

/** A change of what users can import has to be seen in review: `pnpm test:unit tooling/packaging -u` writes the reports anew. */
it.each([...reports])('%s has the public surface of its report', async (name, report) => {
  await expect(report).toMatchFileSnapshot(`../api/${name.replace('@pushdown/', '')}.md`);
});
