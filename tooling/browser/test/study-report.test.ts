import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { legibility } from '../src/legibility.ts';
import { openBrowser } from '../src/open-browser.ts';
import { serve } from '../src/serve.ts';
import { watch } from '../src/watch.ts';

const pushdown = fileURLToPath(new URL('../../../packages/cli/bin/pushdown.js', import.meta.url));
const { browser, title } = await openBrowser();

let folder: string | undefined;

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(browser === undefined)(`the report of a study, in ${title}`, () => {
  it('reads well on a phone', async () => {
    folder = mkdtempSync(join(tmpdir(), 'pushdown-report-'));
    // The interpreter is done before the compiler has compiled so many models for so few strings.
    const options = ['--profile', 'test', '--engine', 'reference', '--no-estimate', '--output', folder];
    const { status, stderr } = spawnSync(process.execPath, [pushdown, 'study', 'run', 'paper', ...options], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const served = await serve(folder);
    const { page, complaints } = await watch(browser!, { width: 390, height: 844 });
    await page.goto(`${served.address}report.html`);
    const { texts, ...legible } = await legibility(page);
    expect(texts).toBeGreaterThan(500);
    expect(legible).toEqual({ overflow: 0, sticksOut: [], small: [] });
    const boxes = await page
      .locator('.table')
      .evaluateAll((tables) => tables.map(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth));
    expect(boxes.filter((wide) => wide).length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await served.close();
  }, 180_000);
});
