import { compiledExecutor } from '@pushdown/compiler';
import { createLab } from '@pushdown/core';
import { languageConformance, memoryConformance } from '@pushdown/plugin-testing';
import { describe, expect, it } from 'vitest';
import plugin, { counters, nestedLists } from './plugin.ts';

for (const options of [{}, { count: 1 }]) {
  memoryConformance({
    contribution: counters,
    options,
    engines: [compiledExecutor()],
    invariants: [
      { name: 'no counter is negative', holds: ({ output }) => output.every((value) => value >= 0 && value <= 1) },
      {
        name: 'a step is smaller than 1',
        holds: ({ actions }) => actions.change?.every((by) => by > -1 && by < 1) === true,
      },
    ],
  }).register({ describe, it });
}

for (const options of [{}, { weight: 2 }])
  languageConformance({ contribution: nestedLists, options, maxLength: 8 }).register({ describe, it });

it('is found by name', () => {
  const language = createLab({ plugins: [plugin] }).create('language', 'nested-lists');
  const spelled = (text: string) => [...text].map((symbol) => language.alphabet.indexOf(symbol));
  for (const member of ['[]', '[x]', '[x[xx][]]']) expect(language.contains(spelled(member)), member).toBe(true);
  for (const other of ['', 'x', '[', '[]]', '[][]', ']x['])
    expect(language.contains(spelled(other)), other).toBe(false);
});
