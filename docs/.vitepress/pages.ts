/** Which documents of the repository are pages, and where: as patterns of paths from the root. */
const places: readonly (readonly [RegExp, string])[] = [
  [/^README\.md$/, 'index.md'],
  [/^CONTRIBUTING\.md$/, 'contributing.md'],
  [/^docs\/README\.md$/, 'contents.md'],
  [/^docs\/([\w-]+\.md)$/, '$1'],
  [/^docs\/(memories\/[\w-]+\.md)$/, '$1'],
  [/^docs\/(api\/.+\.md)$/, '$1'],
  [/^docs\/(studies\/[\w-]+)\/README\.md$/, '$1/index.md'],
  [/^docs\/(studies\/[\w-]+\/report\.md)$/, '$1'],
  [/^packages\/([\w-]+)\/README\.md$/, 'packages/$1.md'],
];

/** Path of the page that a document becomes. @returns `undefined` if it becomes none. */
export function pageOf(document: string): string | undefined {
  const place = places.find(([pattern]) => pattern.test(document));
  return place && document.replace(...place);
}
