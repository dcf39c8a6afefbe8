import type { Page } from 'playwright-core';

/** What makes a page hard to read on a narrow screen. */
export interface Legibility {
  /** By how many pixels it is wider than the screen. */
  readonly overflow: number;
  /** Elements that stick out of the screen although nothing around them scrolls. */
  readonly sticksOut: readonly string[];
  /** Texts smaller than 12 pixels on the screen. */
  readonly small: readonly string[];
  /** How many texts were looked at. */
  readonly texts: number;
}

/** Looks at every text of a page as it is laid out. */
export function legibility(page: Page): Promise<Legibility> {
  return page.evaluate(() => {
    const leastSize = 12;
    const screen = document.documentElement.clientWidth;
    const scrolls = (element: Element | null): boolean =>
      element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    /** Pictures are scaled; what counts is what is seen. */
    const scaleOf = (element: Element): number => {
      const picture = element instanceof SVGElement ? (element.ownerSVGElement ?? element) : undefined;
      const matrix = picture instanceof SVGSVGElement ? picture.getScreenCTM() : null;
      return matrix === null ? 1 : Math.abs(matrix.a);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const sticksOut = new Set<string>();
    const small = new Set<string>();
    let texts = 0;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement as Element | null;
      const text = node.textContent?.trim() ?? '';
      const box = element?.getBoundingClientRect();
      if (element === null || box === undefined || text === '' || box.width === 0) continue;
      texts += 1;
      const size = Number.parseFloat(getComputedStyle(element).fontSize) * scaleOf(element);
      if (size < leastSize - 0.05) small.add(`${size.toFixed(1)} px: ${text.slice(0, 60)}`);
      if (box.right > screen + 1 && !scrolls(element))
        sticksOut.add(`${box.right.toFixed(0)} px: ${text.slice(0, 60)}`);
    }
    const overflow = document.documentElement.scrollWidth - screen;
    return { overflow, sticksOut: [...sticksOut], small: [...small], texts };
  });
}
