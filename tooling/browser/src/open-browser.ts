import { type Browser, chromium } from 'playwright-core';
import { findChromium, flags } from './chromium.ts';

/** A browser for tests, or why there is none. */
export type Opened =
  | { readonly browser: Browser; readonly title: string }
  /** For titles, so that a report says why tests were skipped. */
  | { readonly browser?: never; readonly title: string };

/**
 * Opens Chromium with an empty profile, which goes when it is closed.
 * @throws Error when there is none although it was set up.
 */
export async function openBrowser(): Promise<Opened> {
  const found = findChromium();
  if ('missing' in found) {
    if (process.env.PUSHDOWN_REQUIRE_CHROMIUM === '1') throw new Error(found.missing);
    return { title: `Chromium (skipped: ${found.missing})` };
  }
  return { browser: await chromium.launch({ executablePath: found.path, args: [...flags] }), title: found.version };
}
