/**
 * The URL of a compiled module of the package that `from` belongs to. Workers are started by Node itself, which reads no
 * TypeScript: when the package runs from its source, as in its tests, its workers still need the files in `dist`.
 *
 * @param path relative to `src` or `dist`, such as `grid/worker.js`.
 * @param from `import.meta.url` of a module of the package.
 */
export function builtFile(path: string, from: string): URL {
  const root = from.replace(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/).*$/, '/dist/');
  return new URL(path, root);
}
