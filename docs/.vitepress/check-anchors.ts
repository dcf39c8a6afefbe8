import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * VitePress checks that a linked page exists; this, that it has the anchor, and that the navigation leads to pages.
 * @param folder where the site was written.
 * @throws Error that lists the links which lead nowhere.
 */
export function checkAnchors(folder: string): void {
  const pages = new Map<string, string>(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.html'))
      .map((file) => [`/${file.replaceAll('\\', '/')}`, readFileSync(join(folder, file), 'utf8')] as const),
  );
  const anchors = new Map([...pages].map(([page, html]) => [page, new Set(valuesOf('id', html))]));
  const dead = new Set<string>();
  for (const [page, html] of pages)
    for (const link of valuesOf('href', html)) {
      const { pathname, hash, host } = new URL(link, `http://site${page}`);
      const target = decodeURIComponent(pathname).replace(/\/$/, '/index.html');
      if (host !== 'site' || !target.endsWith('.html')) continue;
      const found = hash === '' ? pages.has(target) : anchors.get(target)?.has(decodeURIComponent(hash.slice(1)));
      if (found !== true) dead.add(`${page}: ${link}`);
    }
  if (dead.size > 0) throw new Error(`Links that lead nowhere:\n${[...dead].join('\n')}`);
}

/** The values of an attribute, of all elements. */
function valuesOf(attribute: 'id' | 'href', html: string): string[] {
  return [...html.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  );
}
