import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const neverListed = new Set(['.git', '.turbo', 'node_modules', 'dist', 'coverage']);

/** Paths of all files that belong to the repository, relative to its root, with forward slashes, sorted. */
export function listRepositoryFiles(root: string): string[] {
  return (listWithGit(root) ?? walk(root, '')).sort();
}

/** Tracked files and files that could be added; `undefined` where the root is not a git working tree. */
function listWithGit(root: string): string[] | undefined {
  // Without this test git would answer for a repository that happens to surround an unpacked archive.
  if (!existsSync(join(root, '.git'))) return undefined;
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const result = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (result.status !== 0) return undefined;
  const files = result.stdout.split('\0').filter((file) => file !== '');
  // A file deleted from the working tree is listed until the deletion is staged; an unmerged one is listed thrice.
  return [...new Set(files)].filter((file) => existsSync(join(root, file)));
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (neverListed.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}
