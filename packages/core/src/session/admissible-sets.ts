import type { Language } from '../contracts/language.ts';
import { ModelError } from '../model/errors.ts';

/**
 * What may come after each prefix of a string of n symbols, from the empty one to the whole: n + 1 rows in the form of
 * `Language.admissibleNext`, a boolean for each symbol of the alphabet and one for the end.
 */
export type AdmissibleSets = (string: readonly number[]) => readonly (readonly boolean[])[];

/**
 * The targets of models that predict sets. They are computed once for every array that holds a string, because training
 * meets it in every epoch.
 *
 * @throws ModelError when the language does not tell which symbols may come next.
 */
export function admissibleSets(language: Pick<Language, 'name' | 'admissibleNext'>): AdmissibleSets {
  const { name, admissibleNext } = language;
  if (admissibleNext === undefined)
    throw new ModelError(`the language ${name} does not tell which symbols may come next (admissibleNext)`);
  const known = new WeakMap<readonly number[], readonly (readonly boolean[])[]>();
  return (string) => {
    let sets = known.get(string);
    if (sets === undefined) {
      sets = Array.from({ length: string.length + 1 }, (_, end) => admissibleNext(string.slice(0, end)));
      known.set(string, sets);
    }
    return sets;
  };
}
