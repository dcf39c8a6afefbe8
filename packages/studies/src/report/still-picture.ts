/** This gray is readable on white and on black. */
export const gray = '#7a7a7a';

/**
 * Takes away styles for the mouse, which a still picture does not need, and names what remains after the picture: the
 * library counts the charts of a process, so that equal pictures would differ. The title is also there for those who cannot
 * see the picture.
 */
export function stillPicture(svg: string, title: string): string {
  const prefix = title.replace(/[^A-Za-z0-9]+/g, '-');
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/zr\d+-/g, `${prefix}-`)
    .trim()
    .replace(/^<svg[^>]*>/, (opening) => `${opening}\n<title>${escapeXml(title)}</title>`);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
