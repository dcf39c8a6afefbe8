import { type Kind, lastWords } from './kinds.ts';
import type { Names } from './names.ts';

/** Ranges of versions by the name of a package. */
export type Versions = Readonly<Record<string, string>>;

/** A text of a template, or the name of a file in it, with the names of the plugin. */
export function renamed(kind: Kind, { packageName, name, identifier }: Names, text: string): string {
  const last = lastWords[kind];
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  return text
    .replaceAll(`pushdown-placeholder-${last}`, packageName)
    .replaceAll(`placeholder-${last}`, name)
    .replaceAll(`placeholder${capital(last)}`, identifier)
    .replaceAll(`Placeholder${capital(last)}`, capital(identifier));
}

/** The manifest of a template as that of a package of its own: it can be published, and depends on published versions. */
export function renderManifest(text: string, versions: Versions): string {
  const { private: _private, ...manifest } = JSON.parse(text) as Record<string, unknown>;
  for (const group of ['dependencies', 'devDependencies']) {
    const listed = manifest[group] as Record<string, string>;
    manifest[group] = Object.fromEntries(
      // What follows `workspace:` and `catalog:` is the affair of the repository that templates live in.
      Object.entries(listed).map(([name, range]) => [name, versions[name] ?? range]),
    );
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
