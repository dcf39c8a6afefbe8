/**
 * Tells paths of parameters from a pattern such as `controller/**`: `*` stands for any characters within a segment of the
 * path, `?` for one of them, and `**` as a whole segment for any number of segments, none included.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const segments = pattern.split('/').map((segment) => (segment === '**' ? segment : segmentPattern(segment)));
  const matches = (place: number, path: readonly string[]): boolean => {
    const segment = segments[place];
    if (segment === undefined) return path.length === 0;
    if (segment === '**') return matches(place + 1, path) || (path.length > 0 && matches(place, path.slice(1)));
    return path.length > 0 && (segment as RegExp).test(path[0] as string) && matches(place + 1, path.slice(1));
  };
  return (path) => matches(0, path.split('/'));
}

function segmentPattern(segment: string): RegExp {
  const source = segment
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
