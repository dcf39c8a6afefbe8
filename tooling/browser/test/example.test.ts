import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage, trainHere } from '../src/example.ts';
import { legibility } from '../src/legibility.ts';
import { openBrowser } from '../src/open-browser.ts';
import { type Served, serve } from '../src/serve.ts';
import { type Watched, watch } from '../src/watch.ts';

const { browser, title } = await openBrowser();

afterAll(() => browser?.close());

/** What docs/browser.md says has to be allowed, and the page's own files. Its icon is empty. */
const strictPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:";

/** Cells of a string of n symbols: 3 actions, vectors of 3 numbers at n places but at most 8, and what may come next. */
const cellsOf = (length: number, outputs: number): number => length * (3 + 3 * Math.min(length, 8) + outputs);

const numberIn = async (page: Page, id: string): Promise<number> => Number(await page.textContent(`#${id}`));

/** Pauses training. @returns the step where it stands still. */
async function pause(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Pause' }).click();
  let [before, now] = [-1, await numberIn(page, 'step')];
  while (before !== now) {
    await page.waitForTimeout(300);
    [before, now] = [now, await numberIn(page, 'step')];
  }
  return now;
}

async function drawOwn(page: Page, string: string): Promise<void> {
  await page.getByLabel('Your own string').fill(string);
  await page.getByRole('button', { name: 'Draw' }).click();
}

describe.skipIf(browser === undefined)(`the page that trains a network, in ${title}`, () => {
  let folder: string;
  let served: Served;
  let watched: Watched;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pushdown-page-'));
    await bundlePage(join(folder, 'page'));
    served = await serve(join(folder, 'page'), { 'content-security-policy': strictPolicy });
    watched = await watch(browser!, { width: 1200, height: 900 });
    page = watched.page;
    await page.goto(served.address);
  });

  afterAll(async () => {
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('loads less than 105 kB, gzipped', () => {
    const files = readdirSync(join(folder, 'page'), { recursive: true, withFileTypes: true });
    const sizes = files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name)), { level: 9 }).length);
    expect(sizes).toHaveLength(4);
    expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThan(105_000);
  });

  it('gets better than the bigram line within 600 steps, and draws how', async () => {
    await page.waitForFunction(() => {
      const [network, bigram] = ['network', 'bigram'].map((id) => Number(document.getElementById(id)?.textContent));
      return (network as number) < (bigram as number);
    });
    expect(await numberIn(page, 'step')).toBeLessThanOrEqual(600);
    expect(await numberIn(page, 'bound')).toBeGreaterThan(0);
    expect(await numberIn(page, 'network')).toBeGreaterThan(await numberIn(page, 'bound'));
    expect((await page.getAttribute('#curve .line.network', 'd'))?.split('L').length).toBeGreaterThan(2);
    for (const line of ['bigram', 'bound']) expect(await page.locator(`#curve .line.${line}`).count()).toBe(1);
  });

  it('pauses, having computed what Node computes, and goes on', async () => {
    const step = await pause(page);
    expect(step).toBeGreaterThan(0);
    expect(await page.textContent('#network')).toBe(await trainHere(join(folder, 'node'), 'marked-reversal', 2, step));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForFunction((paused) => Number(document.getElementById('step')?.textContent) > paused, step);
    await pause(page);
  });

  it('draws the stack for a string of one’s own', async () => {
    expect(await page.locator('#stack .cell').count()).toBe(cellsOf('011010#010110'.length, 4));
    await drawOwn(page, '0 1 # 1 0');
    await page.waitForFunction((cells) => document.querySelectorAll('#stack .cell').length === cells, cellsOf(5, 4));
    expect(await page.locator('#stack .symbol').allTextContents()).toEqual([...'01#10']);
    expect(await page.textContent('#string-note')).toBe('The string below is in the language.');
    const numbers = await page
      .locator('#stack .cell')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('fill-opacity'))));
    expect(numbers.every((number) => number >= 0 && number <= 1)).toBe(true);
    // The probabilities of push, pop and no-op after the first symbol.
    expect((numbers[0] as number) + (numbers[5] as number) + (numbers[10] as number)).toBeCloseTo(1, 2);
    await page.locator('#stack .cell').first().hover();
    expect(await page.textContent('#cell')).toBe(`push, after symbol 1 (0): ${numbers[0]?.toFixed(3)}`);
    await drawOwn(page, '0#');
    await page.waitForFunction((cells) => document.querySelectorAll('#stack .cell').length === cells, cellsOf(2, 4));
    expect(await page.textContent('#string-note')).toBe('The string below is not in the language.');
  });

  it.each([
    ['', 'Type at least one symbol. This language has 0 1 #'],
    ['0x1', '“x” at place 2 is no symbol of this language. It has 0 1 #'],
    ['01'.repeat(21), 'At most 40 symbols can be drawn, and these are 42.'],
  ])('says what is wrong with “%s”, and keeps the picture', async (string, message) => {
    const before = await page.locator('#stack .symbol').allTextContents();
    await drawOwn(page, string);
    expect(await page.textContent('#string-error')).toBe(message);
    expect(await page.locator('#string-error').isVisible()).toBe(true);
    expect(await page.getAttribute('#string', 'aria-invalid')).toBe('true');
    expect(await page.locator('#stack .symbol').allTextContents()).toEqual(before);
    await drawOwn(page, '1#1');
    await page.waitForFunction(() => document.querySelectorAll('#stack .symbol')[0]?.textContent === '1');
    expect(await page.locator('#string-error').isVisible()).toBe(false);
  });

  it('begins anew with another language and with a part frozen', async () => {
    await page.getByLabel('Frozen').selectOption('memory');
    await page.getByLabel('Language').selectOption('dyck');
    await page.waitForFunction(() => document.querySelectorAll('#stack .symbol')[0]?.textContent === '(');
    expect(await page.locator('#stack .cell').count()).toBe(cellsOf('([()][])(())'.length, 5));
    expect(await page.inputValue('#string')).toBe('([()][])(())');
    await page.waitForFunction(() => Number(document.getElementById('step')?.textContent) > 0);
  });

  it('has complained about nothing', () => {
    expect(watched.complaints).toEqual([]);
  });

  it('fits on a phone', async () => {
    const phone = await watch(browser!, { width: 390, height: 844 });
    await phone.page.goto(served.address);
    await phone.page.waitForFunction(() => Number(document.getElementById('step')?.textContent) > 0);
    await pause(phone.page);
    // Longer than the screen is wide: it scrolls in its own box.
    await drawOwn(phone.page, '01'.repeat(20));
    await phone.page.waitForFunction(() => document.querySelectorAll('#stack .symbol').length === 40);
    const { texts, ...legible } = await legibility(phone.page);
    expect(legible).toEqual({ overflow: 0, sticksOut: [], small: [] });
    expect(texts).toBeGreaterThan(60);
    const [inside, outside] = await phone.page.evaluate(() => {
      const box = document.getElementById('stack') as HTMLElement;
      return [box.scrollWidth, box.clientWidth] as const;
    });
    expect(inside).toBeGreaterThan(outside);
    expect(phone.complaints).toEqual([]);
    await phone.page.close();
  });

  it('says so when it must not compile', async () => {
    const forbidding = await serve(join(folder, 'page'), {
      'content-security-policy': "default-src 'self'; img-src data:",
    });
    const { page: refused } = await watch(browser!, { width: 800, height: 600 });
    await refused.goto(forbidding.address);
    await refused.locator('#failure').waitFor({ state: 'visible' });
    expect(await refused.textContent('#failure')).toMatch(/^Training stopped: .*WebAssembly/);
    await refused.close();
    await forbidding.close();
  });

  it('says so when its worker cannot run', async () => {
    const broken = await watch(browser!, { width: 800, height: 600 });
    await broken.page.route('**/worker-*.js', (route) => route.abort());
    await broken.page.goto(served.address);
    await broken.page.locator('#failure').waitFor({ state: 'visible' });
    expect(await broken.page.textContent('#failure')).toBe('Training stopped: its worker could not be loaded.');
    await broken.page.close();
  });
});
