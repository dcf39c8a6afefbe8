import type { Browser, Page } from 'playwright-core';

export interface Watched {
  readonly page: Page;
  /** What went wrong in the page so far: errors and warnings of its console, exceptions, requests to other machines. */
  readonly complaints: readonly string[];
}

/** Opens a page of a size and notes whatever goes wrong in it. Nothing outside this machine is reached. */
export async function watch(
  browser: Browser,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width, height } });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.route(
    ({ hostname, protocol }) => protocol.startsWith('http') && hostname !== '127.0.0.1',
    (route) => {
      complaints.push(`asked for ${route.request().url()}`);
      return route.abort();
    },
  );
  return { page, complaints };
}
