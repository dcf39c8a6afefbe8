import { LanguageError } from '../errors.ts';

/** How far from an impossible length the nearest possible ones are looked for, for the message. */
const searchDistance = 100;

/** @throws LanguageError when a language has no string of a length; the message names the nearest ones it has. */
export function requireLength(language: string, length: number, isValid: (length: number) => boolean): void {
  if (isValid(length)) return;
  const nearest: number[] = [];
  if (Number.isSafeInteger(length)) {
    const around = (step: number): number | undefined => {
      for (let distance = 1; distance <= searchDistance; distance++) {
        if (isValid(length + step * distance)) return length + step * distance;
      }
      return undefined;
    };
    nearest.push(...[around(-1), around(1)].filter((found) => found !== undefined));
  }
  const hint =
    nearest.length === 0
      ? ''
      : `; the nearest valid length${nearest.length > 1 ? 's are' : ' is'} ${nearest.join(' and ')}`;
  throw new LanguageError(`language "${language}" has no string of length ${length}${hint}`);
}
