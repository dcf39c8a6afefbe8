import { existsSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';
import { pageOf } from './pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const repository = 'https://github.com/pushdown-lab/pushdown/blob/main';

/**
 * The documents link to each other and to sources as files of the repository, so that the links work there. On the site a link
 * to a document leads to its page, any other one to the file in the repository.
 * @throws Error for a link to a file that does not exist.
 */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  // Before the links are looked at by VitePress, which does so when it renders them.
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    for (const { children } of tokens)
      for (const token of children ?? []) {
        const target = token.type === 'link_open' ? token.attrGet('href') : null;
        if (target !== null && !/^([a-z]+:|#|\/)/.test(target))
          token.attrSet('href', siteLink(target, env.realPath ?? env.path));
      }
  });
}

function siteLink(target: string, document: string): string {
  const [, path = '', anchor = ''] = /^([^#]*)(.*)$/.exec(target) ?? [];
  const file = join(dirname(document), decodeURI(path));
  if (!existsSync(file)) throw new Error(`${relative(root, document)}: links to ${path}, which does not exist`);
  const name = relative(root, file).replaceAll('\\', '/');
  const page = pageOf(name) ?? pageOf(posix.join(name, 'README.md'));
  return page === undefined ? `${repository}/${name}${anchor}` : `/${page}${anchor}`;
}
