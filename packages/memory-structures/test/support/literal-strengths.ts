/** Stacks, queues and deques of Grefenstette et al. (2015), element by element as in the equations. */

export interface Element {
  readonly value: readonly number[];
  strength: number;
}

type Direction = 'top' | 'bottom';

/** Elements in the order in which an end uses them; `elements` lists them from the bottom to the top. */
function inOrder(elements: readonly Element[], from: Direction): Element[] {
  return from === 'top' ? [...elements].reverse() : [...elements];
}

/** Each element gives what it has until `amount` is reached. */
export function literalPop(elements: readonly Element[], amount: number, from: Direction): void {
  let before = 0;
  for (const element of inOrder(elements, from)) {
    const had = element.strength;
    element.strength = Math.max(0, had - Math.max(0, amount - before));
    before += had;
  }
}

/** The elements of the first unit of strength, mixed, and how much of that unit there was. */
export function literalRead(
  elements: readonly Element[],
  from: Direction,
  size: number,
): { readonly reading: number[]; readonly found: number } {
  const reading = new Array<number>(size).fill(0);
  let before = 0;
  let found = 0;
  for (const { value, strength } of inOrder(elements, from)) {
    const weight = Math.min(strength, Math.max(0, 1 - before));
    for (let k = 0; k < size; k++) reading[k] = (reading[k] as number) + weight * (value[k] as number);
    before += strength;
    found += weight;
  }
  return { reading, found };
}
