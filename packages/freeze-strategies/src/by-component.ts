import { type Component, type Contribution, defineFreezeStrategy, type FreezeStrategy } from '@pushdown/core';
import { z } from 'zod';

/** Options of the strategies that freeze something. */
export interface FreezeOptions {
  /** Whether learned vectors of the input symbols train. Das & Mali (2024) do not say which part they belong to. */
  readonly embedding?: 'trained' | 'frozen' | undefined;
}

type FreezeContribution<Options> = Contribution<'freeze-strategy', Options, FreezeStrategy>;

/** Freezes nothing: every parameter trains (mode "none" of Das & Mali 2024). */
export const freezeNothing: FreezeContribution<Record<string, never>> = defineFreezeStrategy({
  name: 'none',
  description: 'every parameter trains',
  source: 'Das & Mali 2024, Theorem 0.5, full model',
  options: z.strictObject({}),
  create: () => strategy('none', []),
});

/** Freezes the memory: controller and classifier train (mode "m" of Das & Mali 2024). */
export const freezeMemory: FreezeContribution<FreezeOptions> = freezing(
  'memory',
  'the memory keeps its random parameters; controller and classifier train',
  ['memory'],
);

/** Freezes the controller: memory and classifier train (mode "c" of Das & Mali 2024). */
export const freezeController: FreezeContribution<FreezeOptions> = freezing(
  'controller',
  'the controller keeps its random parameters; memory and classifier train',
  ['controller'],
);

/** Freezes controller and memory: only the classifier trains (mode "cm" of Das & Mali 2024). */
export const freezeControllerAndMemory: FreezeContribution<FreezeOptions> = freezing(
  'controller-and-memory',
  'controller and memory keep their random parameters; only the classifier trains',
  ['controller', 'memory'],
);

function freezing(name: string, description: string, frozen: readonly Component[]): FreezeContribution<FreezeOptions> {
  return defineFreezeStrategy({
    name,
    description,
    // Some captions of the paper's tables say that the letters name the part that trains. Its abstract, its theorems and
    // its numbers agree that they name the frozen part: an LSTM has no memory, and its results in mode "m" are those of
    // the full model.
    source: 'Das & Mali 2024, Theorem 0.5 and Tables 4 to 7',
    options: z.strictObject({ embedding: z.enum(['trained', 'frozen']).default('trained') }),
    create: ({ embedding }) => strategy(name, embedding === 'frozen' ? [...frozen, 'embedding'] : frozen),
  });
}

function strategy(name: string, frozen: readonly Component[]): FreezeStrategy {
  return { name, isFrozen: ({ component }) => frozen.includes(component) };
}
