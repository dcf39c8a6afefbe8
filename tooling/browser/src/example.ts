import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../../docs/examples/browser/', import.meta.url));
const example = { root, logLevel: 'error' } as const;

/** From the sources of the packages: a build of them may be older. */
const conditions = ['@pushdown/source', 'module'];

/** Bundles the page as its own script does. */
export async function bundlePage(outDir: string): Promise<void> {
  await build({ ...example, resolve: { conditions }, build: { outDir } });
}

/** What the page's worker computes, in this process. @returns nats per symbol after so many steps, as the page shows them. */
export async function trainHere(outDir: string, task: string, seed: number, steps: number): Promise<string> {
  const input = ['src/training.ts', 'src/tasks.ts'];
  await build({
    ...example,
    ssr: { noExternal: true, resolve: { conditions } },
    build: { outDir, ssr: true, rolldownOptions: { input } },
  });
  const [{ createTraining }, { taskNamed }] = await Promise.all(
    ['training.js', 'tasks.js'].map((file) => import(pathToFileURL(join(outDir, file)).href)),
  );
  const training = createTraining(taskNamed(task), { task, frozen: 'nothing', seed });
  training.train(steps);
  const { network } = training.measure();
  training.dispose();
  return network.toFixed(3);
}
