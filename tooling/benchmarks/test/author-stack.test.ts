import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measure } from '../src/measuring/measure.ts';
import { lossDifference } from '../src/peers/same-losses.ts';

it.each(['reference', 'compiled'] as const)(
  "an author's stack does the work of the built-in one on the engine %s",
  async (engine) => {
    const ofModel = (model: string) =>
      measure({ engine, model, length: 7, batch: 5, seconds: 0.001 }).then(({ losses }) => losses);
    expect(lossDifference(await ofModel('jm-10'), await ofModel('author-jm-10'))).toBeUndefined();
  },
);

it('what is measured is the stack of the document, to the letter', () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
  const definition = /^export (const stack = defineMemory\(\{\n[\s\S]*?^\}\);\n)/m;
  const [, written] = definition.exec(read('../../../docs/write-your-own-memory.md')) ?? [];
  expect(written?.split('\n').length).toBeGreaterThan(20);
  expect(read('../src/author-stack.ts')).toContain(written);
});
