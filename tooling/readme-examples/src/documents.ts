import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url));

export interface CodeBlock {
  /** Path of the document from the root. */
  readonly document: string;
  /** Line of the document on which the code begins, from 1. */
  readonly line: number;
  /** What stands behind the opening fence, such as `ts`. */
  readonly language: string;
  readonly code: string;
}

export interface Link {
  readonly document: string;
  readonly target: string;
  /** Absolute path that the link means. */
  readonly path: string;
}

/** Folders whose documents nobody wrote here: the pages of the API, and what packages bring. */
const generated = /[\\/](docs[\\/]api|node_modules)([\\/]|$)/;

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && !generated.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

/** Every document for users: the README, docs and the packages' READMEs, as paths from the root. */
export function documents(): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  return ['README.md', 'CONTRIBUTING.md', ...markdownBelow('docs'), ...packages].sort();
}

export function codeBlocks(document: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = readFileSync(join(root, document), 'utf8').split('\n');
  for (let line = 0; line < lines.length; line++) {
    const fence = /^```(\w+)/.exec(lines[line] as string);
    if (fence === null) continue;
    const end = lines.indexOf('```', line + 1);
    const code = `${lines.slice(line + 1, end).join('\n')}\n`;
    blocks.push({ document, line: line + 2, language: fence[1] as string, code });
    line = end;
  }
  return blocks;
}

/** Links to files of the repository. */
export function relativeLinks(document: string): Link[] {
  const text = readFileSync(join(root, document), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target]) => target as string)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => ({ document, target, path: join(root, dirname(document), target) }));
}
