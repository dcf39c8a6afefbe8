const namespace = 'http://www.w3.org/2000/svg';

/** An SVG element with attributes, and text or elements inside. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...inside: readonly (SVGElement | string)[]
): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  element.append(...inside);
  return element;
}
