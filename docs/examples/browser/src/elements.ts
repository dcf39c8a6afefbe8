/** An element of `index.html`. @throws TypeError when it is missing or another kind of element. */
export function byId<E extends HTMLElement>(id: string, kind: { new (): E; readonly prototype: E }): E {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`The page has no ${kind.name} with the id "${id}".`);
  return element;
}

/** What sets the text of an element, and does nothing where it has that text already. */
export function textOf(id: string): (text: string) => void {
  const element = byId(id, HTMLElement);
  return (text) => {
    if (element.textContent !== text) element.textContent = text;
  };
}
