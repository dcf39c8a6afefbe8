/** What a plugin can begin with: the slots that have a template. */
export const kinds = ['memory', 'controller', 'language', 'freeze-strategy', 'evaluation'] as const;

/** One of `kinds`. */
export type Kind = (typeof kinds)[number];

/** The last word of names in code, so that no name is a reserved word. */
export const lastWords: Readonly<Record<Kind, string>> = {
  memory: 'memory',
  controller: 'controller',
  language: 'language',
  'freeze-strategy': 'strategy',
  evaluation: 'evaluation',
};
