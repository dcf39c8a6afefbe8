import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Controller } from '../contracts/controller.ts';
import type { Corpus } from '../contracts/corpus.ts';
import type { Engine } from '../contracts/engine.ts';
import type { Evaluation, SetEvaluation } from '../contracts/evaluation.ts';
import type { FreezeStrategy } from '../contracts/freeze-strategy.ts';
import type { Language } from '../contracts/language.ts';
import type { Memory } from '../contracts/memory.ts';
import type { Optimizer } from '../contracts/optimizer.ts';
import type { Transduction } from '../contracts/transduction.ts';
import { PluginError } from './errors.ts';
import { validateOptions } from './options.ts';

/** The slots of the laboratory, and what a contribution to each of them makes. */
export interface Slots {
  controller: Controller;
  memory: Memory;
  language: Language;
  transduction: Transduction;
  corpus: Corpus;
  'freeze-strategy': FreezeStrategy;
  evaluation: Evaluation | SetEvaluation;
  optimizer: Optimizer;
  engine: Engine;
}

/** The name of a slot: what kind a contribution is of. */
export type SlotName = keyof Slots;

/** All slots, in the order of listings. */
export const slotNames: readonly SlotName[] = [
  'controller',
  'memory',
  'language',
  'transduction',
  'corpus',
  'freeze-strategy',
  'evaluation',
  'optimizer',
  'engine',
];

/** What `defineContribution` takes. */
export interface ContributionDefinition<K extends SlotName, Input, Options, Made extends Slots[K]> {
  readonly kind: K;
  /** Lower case words joined by hyphens; configurations name the contribution by it. */
  readonly name: string;
  /** One line for listings. */
  readonly description: string;
  /** Where it was published, for listings and reports. */
  readonly source?: string;
  /** Any Standard Schema; ours are zod schemas. It also supplies defaults. */
  readonly options: StandardSchemaV1<Input, Options>;
  /**
   * Makes it of options that fit the schema.
   * @throws Error when they make no sense together, or what they name cannot be read.
   */
  readonly create: (options: Options) => Made;
}

/**
 * A contribution is a factory: call it with options to get the memory, cell, language … itself, or hand it to
 * `definePlugin` so that configurations can name it.
 */
export interface Contribution<K extends SlotName = SlotName, Input = unknown, Made extends Slots[K] = Slots[K]> {
  /** @throws OptionError when an option is unknown or has the wrong type. */
  (
    ...options: undefined extends Input
      ? [options?: Input]
      : Record<string, never> extends Input
        ? [options?: Input]
        : [options: Input]
  ): Made;
  readonly kind: K;
  readonly contributionName: string;
  readonly description: string;
  readonly source: string | undefined;
  readonly options: StandardSchemaV1<Input, unknown>;
}

/**
 * Makes a contribution.
 * @throws PluginError when kind or name are not usable.
 */
export function defineContribution<K extends SlotName, Input, Options, Made extends Slots[K]>(
  definition: ContributionDefinition<K, Input, Options, Made>,
): Contribution<K, Input, Made> {
  const { kind, name, description, source, options: schema, create } = definition;
  if (!slotNames.includes(kind))
    throw new PluginError(
      `contribution "${name}": the kind "${kind}" does not exist; kinds are ${slotNames.join(', ')}`,
    );
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new PluginError(
      `${kind} "${name}": a name consists of lower-case words and numbers joined by hyphens, such as "ring-buffer"`,
    );
  }
  const factory = (options?: Input): Made => create(validateOptions(`${kind} "${name}"`, schema, options ?? {}));
  const properties = { kind, contributionName: name, description, source, options: schema };
  return Object.freeze(Object.assign(factory, properties)) as unknown as Contribution<K, Input, Made>;
}
