/** As long as pictures stay legible. */
const longest = 40;

/** What was typed as symbols of a language, or what is wrong with it. */
export type ReadString = { readonly string: readonly number[] } | { readonly error: string };

/** Every character is a symbol; spaces between them do not count. */
export function readString(text: string, alphabet: readonly string[]): ReadString {
  const characters = [...text].filter((character) => character.trim() !== '');
  const symbols = alphabet.join(' ');
  if (characters.length === 0) return { error: `Type at least one symbol. This language has ${symbols}` };
  const unknown = characters.findIndex((character) => !alphabet.includes(character));
  if (unknown >= 0)
    return {
      error: `“${characters[unknown]}” at place ${unknown + 1} is no symbol of this language. It has ${symbols}`,
    };
  if (characters.length > longest)
    return { error: `At most ${longest} symbols can be drawn, and these are ${characters.length}.` };
  return { string: characters.map((character) => alphabet.indexOf(character)) };
}
